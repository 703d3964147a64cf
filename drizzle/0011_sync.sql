CREATE TABLE `sync_author` (
	`hlc` text PRIMARY KEY NOT NULL,
	`actor_id` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `sync_device` (
	`id` text PRIMARY KEY NOT NULL,
	`hlc` text NOT NULL,
	`deleted_at` integer,
	`name` text NOT NULL,
	`part` text NOT NULL,
	`public_key` text NOT NULL,
	`rights` text NOT NULL,
	`admitted_at` integer NOT NULL,
	`admitted_by` text NOT NULL,
	`retired_at` integer,
	`retired_by` text
);
--> statement-breakpoint
CREATE TABLE `sync_head` (
	`table_name` text NOT NULL,
	`row_id` text NOT NULL,
	`field_group` text NOT NULL,
	`hlc` text NOT NULL,
	`fields` text NOT NULL,
	`actor_id` text,
	`found_at` integer NOT NULL,
	PRIMARY KEY(`table_name`, `row_id`, `field_group`, `hlc`)
);
--> statement-breakpoint
CREATE TABLE `sync_outbox` (
	`stream` text NOT NULL,
	`seq` integer NOT NULL,
	`from_change` integer NOT NULL,
	`to_change` integer NOT NULL,
	`head` text NOT NULL,
	`last_hlc` text NOT NULL,
	`bytes` integer NOT NULL,
	`cut_at` integer NOT NULL,
	`sent_at` integer,
	PRIMARY KEY(`stream`, `seq`)
);
--> statement-breakpoint
CREATE TABLE `sync_photo` (
	`photo_id` text PRIMARY KEY NOT NULL,
	`way` text NOT NULL,
	`state` text NOT NULL,
	`attempts` integer NOT NULL,
	`next_at` integer NOT NULL,
	`fault` text
);
--> statement-breakpoint
CREATE INDEX `sync_photo_next` ON `sync_photo` (`next_at`) WHERE state <> 'done';--> statement-breakpoint
CREATE TABLE `sync_raw` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`hlc` text NOT NULL,
	`table_name` text NOT NULL,
	`row_id` text NOT NULL,
	`field_group` text NOT NULL,
	`fields` text NOT NULL,
	`actor_id` text,
	`knows` text NOT NULL,
	`reason` text NOT NULL,
	`detail` text,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `sync_review` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`table_name` text NOT NULL,
	`row_ids` text NOT NULL,
	`case_id` text,
	`detail` text NOT NULL,
	`found_at` integer NOT NULL,
	`settled_at` integer,
	`settled_by` text
);
--> statement-breakpoint
CREATE INDEX `sync_review_open` ON `sync_review` (`found_at`) WHERE settled_at is null;--> statement-breakpoint
CREATE TABLE `sync_stream` (
	`stream` text PRIMARY KEY NOT NULL,
	`device_id` text NOT NULL,
	`seq` integer NOT NULL,
	`head` text NOT NULL,
	`line` integer NOT NULL,
	`last_hlc` text NOT NULL,
	`knows` text NOT NULL,
	`fault` text,
	`fault_since` integer
);
--> statement-breakpoint
DROP INDEX `cases_no`;--> statement-breakpoint
CREATE INDEX `cases_no` ON `cases` (`case_no`);--> statement-breakpoint
DROP INDEX `appeal_no`;--> statement-breakpoint
CREATE INDEX `appeal_no` ON `appeal` (`appeal_no`);--> statement-breakpoint
DROP INDEX `claim_no`;--> statement-breakpoint
CREATE INDEX `claim_no` ON `claim` (`claim_no`);--> statement-breakpoint
DROP INDEX `register_entry_no`;--> statement-breakpoint
CREATE INDEX `register_entry_no` ON `register_entry` (`entry_no`);--> statement-breakpoint
DROP INDEX `wrong_shipment_no`;--> statement-breakpoint
CREATE INDEX `wrong_shipment_no` ON `wrong_shipment` (`entry_no`);--> statement-breakpoint
ALTER TABLE `payout` ADD `suspended_at` integer;--> statement-breakpoint
CREATE INDEX `payout_paid` ON `payout` (`paid_at`) WHERE paid_at is not null;--> statement-breakpoint
ALTER TABLE `change_log` ADD `actor_id` text;--> statement-breakpoint
CREATE INDEX `change_log_knows` ON `change_log` (`seq`) WHERE table_name = '';--> statement-breakpoint
ALTER TABLE `month_closing` ADD `covers` text;--> statement-breakpoint
ALTER TABLE `photo` ADD `stored_as` text;--> statement-breakpoint
CREATE INDEX `photo_unstored` ON `photo` (`id`) WHERE stored_as is null;--> statement-breakpoint
ALTER TABLE `recon_match` ADD `suspended_at` integer;--> statement-breakpoint
CREATE INDEX `case_clock_met` ON `case_clock` (`name`,`met_at`) WHERE met_at is not null;--> statement-breakpoint
CREATE INDEX `platform_refund_parcel` ON `platform_refund` (`return_waybill`) WHERE return_waybill is not null;