CREATE TABLE `courier_rate` (
	`id` text PRIMARY KEY NOT NULL,
	`hlc` text NOT NULL,
	`deleted_at` integer,
	`courier_id` text NOT NULL,
	`area` text NOT NULL,
	`first_grams` integer NOT NULL,
	`first_cents` integer NOT NULL,
	`step_grams` integer NOT NULL,
	`step_cents` integer NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `courier_rate_courier` ON `courier_rate` (`courier_id`,`area`);--> statement-breakpoint
CREATE TABLE `payout` (
	`id` text PRIMARY KEY NOT NULL,
	`hlc` text NOT NULL,
	`deleted_at` integer,
	`case_id` text NOT NULL,
	`order_no` text,
	`buyer_nick` text,
	`phone_key` text,
	`address_key` text,
	`created_at` integer NOT NULL,
	`created_by` text NOT NULL,
	`type` text NOT NULL,
	`ladder` text NOT NULL,
	`amount_cents` integer NOT NULL,
	`currency` text NOT NULL,
	`issue` text NOT NULL,
	`limit_cents` integer,
	`state` text NOT NULL,
	`approved_by` text,
	`approved_at` integer,
	`approval_way` text,
	`approval_note` text,
	`confirm_by` integer,
	`confirmed_at` integer,
	`paid_at` integer,
	`paid_ref` text
);
--> statement-breakpoint
CREATE INDEX `payout_case` ON `payout` (`case_id`);--> statement-breakpoint
CREATE INDEX `payout_order` ON `payout` (`order_no`) WHERE order_no is not null;--> statement-breakpoint
CREATE INDEX `payout_buyer` ON `payout` (`buyer_nick`) WHERE buyer_nick is not null;--> statement-breakpoint
CREATE INDEX `payout_phone` ON `payout` (`phone_key`) WHERE phone_key is not null;--> statement-breakpoint
CREATE INDEX `payout_address` ON `payout` (`address_key`) WHERE address_key is not null;--> statement-breakpoint
CREATE INDEX `payout_state` ON `payout` (`state`,`created_at`);--> statement-breakpoint
CREATE TABLE `policy_version` (
	`id` text PRIMARY KEY NOT NULL,
	`hlc` text NOT NULL,
	`deleted_at` integer,
	`document` text NOT NULL,
	`version` integer NOT NULL,
	`body` text,
	`note` text,
	`made_at` integer NOT NULL,
	`made_by` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `policy_version_document` ON `policy_version` (`document`,`version`);--> statement-breakpoint
CREATE TABLE `promise` (
	`id` text PRIMARY KEY NOT NULL,
	`hlc` text NOT NULL,
	`deleted_at` integer,
	`case_id` text NOT NULL,
	`made_at` integer NOT NULL,
	`made_by` text NOT NULL,
	`words` text NOT NULL,
	`due_at` integer NOT NULL,
	`state` text NOT NULL,
	`ended_at` integer,
	`ended_by` text,
	`outcome_note` text
);
--> statement-breakpoint
CREATE INDEX `promise_case` ON `promise` (`case_id`);--> statement-breakpoint
CREATE INDEX `promise_open_due` ON `promise` (`due_at`,`id`) WHERE state = 'open';--> statement-breakpoint
CREATE INDEX `promise_due` ON `promise` (`due_at`,`id`);--> statement-breakpoint
CREATE TABLE `saved_view` (
	`id` text PRIMARY KEY NOT NULL,
	`hlc` text NOT NULL,
	`deleted_at` integer,
	`owner_id` text,
	`name` text NOT NULL,
	`position` integer NOT NULL,
	`filter` text NOT NULL,
	`columns` text
);
--> statement-breakpoint
ALTER TABLE `shop` ADD `calendar` text;--> statement-breakpoint
CREATE INDEX `cases_open_shop` ON `cases` (`shop_id`,`sort_due`,`id`) WHERE is_open = 1;--> statement-breakpoint
CREATE INDEX `cases_open_kind` ON `cases` (`kind`,`sort_due`,`id`) WHERE is_open = 1;--> statement-breakpoint
CREATE INDEX `cases_open_status` ON `cases` (`status`,`sort_due`,`id`) WHERE is_open = 1;--> statement-breakpoint
CREATE INDEX `cases_open_vip` ON `cases` (`sort_due`,`id`) WHERE is_open = 1 and vip = 1;--> statement-breakpoint
CREATE INDEX `cases_over_opened` ON `cases` (`opened_at`,`id`) WHERE is_open = 0;--> statement-breakpoint
CREATE INDEX `cases_kind_opened` ON `cases` (`kind`,`opened_at`,`id`);--> statement-breakpoint
CREATE INDEX `cases_shop_opened` ON `cases` (`shop_id`,`opened_at`,`id`);--> statement-breakpoint
CREATE INDEX `orders_phone` ON `orders` (`phone`) WHERE phone is not null and phone not like '%*%';