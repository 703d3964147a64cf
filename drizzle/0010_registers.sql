CREATE TABLE `register_entry` (
	`id` text PRIMARY KEY NOT NULL,
	`hlc` text NOT NULL,
	`deleted_at` integer,
	`register` text NOT NULL,
	`entry_no` text NOT NULL,
	`created_at` integer NOT NULL,
	`created_by` text NOT NULL,
	`source` text,
	`case_id` text,
	`shop_id` text,
	`order_no` text,
	`waybill` text,
	`buyer_nick` text,
	`sku` text,
	`amount_cents` integer,
	`currency` text NOT NULL,
	`on_day` text,
	`data` text NOT NULL,
	`assigned_to` text,
	`due_at` integer,
	`state` text NOT NULL,
	`state_at` integer NOT NULL,
	`state_by` text NOT NULL,
	`state_reason` text,
	`words` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `register_entry_no` ON `register_entry` (`entry_no`);--> statement-breakpoint
CREATE INDEX `register_entry_created` ON `register_entry` (`register`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `register_entry_state` ON `register_entry` (`register`,`state`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `register_entry_due` ON `register_entry` (`register`,`due_at`,`id`) WHERE due_at is not null;--> statement-breakpoint
CREATE INDEX `register_entry_case` ON `register_entry` (`case_id`) WHERE case_id is not null;--> statement-breakpoint
CREATE INDEX `register_entry_order` ON `register_entry` (`order_no`) WHERE order_no is not null;--> statement-breakpoint
CREATE INDEX `register_entry_waybill` ON `register_entry` (`waybill`) WHERE waybill is not null;--> statement-breakpoint
CREATE INDEX `register_entry_buyer` ON `register_entry` (`register`,`buyer_nick`,`created_at`) WHERE buyer_nick is not null;--> statement-breakpoint
CREATE INDEX `register_entry_sku` ON `register_entry` (`register`,`sku`,`created_at`) WHERE sku is not null;--> statement-breakpoint
CREATE TABLE `register_event` (
	`id` text PRIMARY KEY NOT NULL,
	`hlc` text NOT NULL,
	`deleted_at` integer,
	`entry_id` text NOT NULL,
	`at` integer NOT NULL,
	`by` text NOT NULL,
	`type` text NOT NULL,
	`data` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `register_event_entry` ON `register_event` (`entry_id`,`at`);--> statement-breakpoint
ALTER TABLE `payout` ADD `paid_by` text;--> statement-breakpoint
ALTER TABLE `payout` ADD `pay_way` text;--> statement-breakpoint
ALTER TABLE `payout` ADD `payee_name` text;--> statement-breakpoint
ALTER TABLE `payout` ADD `payee_account` text;--> statement-breakpoint
ALTER TABLE `payout` ADD `outside_reason` text;--> statement-breakpoint
ALTER TABLE `payout` ADD `batch_no` text;--> statement-breakpoint
ALTER TABLE `wrong_shipment` ADD `weights` text;--> statement-breakpoint
ALTER TABLE `wrong_shipment` ADD `follow_ups` text;