CREATE TABLE `import_finding` (
	`batch_id` text NOT NULL,
	`ordinal` integer NOT NULL,
	`kind` text NOT NULL,
	`problem` text NOT NULL,
	`cells` text NOT NULL,
	PRIMARY KEY(`batch_id`, `ordinal`)
);
--> statement-breakpoint
CREATE TABLE `courier_area` (
	`id` text PRIMARY KEY NOT NULL,
	`hlc` text NOT NULL,
	`deleted_at` integer,
	`courier_id` text NOT NULL,
	`kind` text NOT NULL,
	`area` text NOT NULL,
	`from_day` text,
	`to_day` text,
	`note` text,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `courier_area_courier` ON `courier_area` (`courier_id`,`area`);--> statement-breakpoint
CREATE TABLE `sku` (
	`id` text PRIMARY KEY NOT NULL,
	`hlc` text NOT NULL,
	`deleted_at` integer,
	`code` text NOT NULL,
	`title` text NOT NULL,
	`spec` text,
	`barcode` text,
	`supplier` text,
	`weight_grams` integer,
	`packaging_grams` integer,
	`cost_cents` integer,
	`price_cents` integer,
	`currency` text NOT NULL,
	`note` text,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `sku_code` ON `sku` (`code`);--> statement-breakpoint
CREATE INDEX `sku_barcode` ON `sku` (`barcode`) WHERE barcode is not null;--> statement-breakpoint
CREATE TABLE `platform_refund` (
	`id` text PRIMARY KEY NOT NULL,
	`hlc` text NOT NULL,
	`deleted_at` integer,
	`platform` text NOT NULL,
	`shop_id` text NOT NULL,
	`number` text NOT NULL,
	`order_no` text NOT NULL,
	`buyer_nick` text,
	`type` text NOT NULL,
	`phase` text,
	`status` text NOT NULL,
	`raw_status` text,
	`reason` text,
	`deadline_at` integer,
	`applied_at` integer,
	`closed_at` integer,
	`amount_cents` integer,
	`currency` text NOT NULL,
	`return_waybill` text,
	`return_courier` text,
	`case_id` text,
	`imported_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `platform_refund_order` ON `platform_refund` (`order_no`);--> statement-breakpoint
CREATE INDEX `platform_refund_case` ON `platform_refund` (`case_id`) WHERE case_id is not null;--> statement-breakpoint
CREATE TABLE `team_template` (
	`id` text PRIMARY KEY NOT NULL,
	`hlc` text NOT NULL,
	`deleted_at` integer,
	`group_id` text NOT NULL,
	`title_zh` text NOT NULL,
	`title_en` text NOT NULL,
	`body_zh` text NOT NULL,
	`body_en` text NOT NULL,
	`kinds` text NOT NULL,
	`step` text,
	`tags` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE `import_batch` ADD `header` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `import_batch` ADD `rejected_count` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `import_batch` ADD `warning_count` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `buyer` ADD `marks` text;--> statement-breakpoint
ALTER TABLE `buyer` ADD `note` text;--> statement-breakpoint
ALTER TABLE `courier` ADD `contact` text;--> statement-breakpoint
ALTER TABLE `courier` ADD `monthly_account` text;--> statement-breakpoint
ALTER TABLE `courier` ADD `note` text;--> statement-breakpoint
ALTER TABLE `shop` ADD `return_name` text;--> statement-breakpoint
ALTER TABLE `shop` ADD `return_phone` text;--> statement-breakpoint
ALTER TABLE `shop` ADD `return_address` text;--> statement-breakpoint
ALTER TABLE `shop` ADD `flag_legend` text;--> statement-breakpoint
ALTER TABLE `shop` ADD `note` text;--> statement-breakpoint
ALTER TABLE `staff` ADD `staff_no` text;--> statement-breakpoint
ALTER TABLE `import_batch` DROP COLUMN `rejected`;--> statement-breakpoint
DROP TABLE `import_stage`;