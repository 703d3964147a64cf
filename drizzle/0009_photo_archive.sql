CREATE TABLE `hot_file` (
	`path` text PRIMARY KEY NOT NULL,
	`bytes` integer NOT NULL,
	`changed_at` integer NOT NULL,
	`outcome` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `hot_folder` (
	`id` text PRIMARY KEY NOT NULL,
	`path` text NOT NULL,
	`target` text NOT NULL,
	`enabled` integer NOT NULL,
	`added_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `photo_scan` (
	`id` text PRIMARY KEY NOT NULL,
	`root` text NOT NULL,
	`state` text NOT NULL,
	`reached` text,
	`added` integer NOT NULL,
	`duplicates` integer NOT NULL,
	`rejected` integer NOT NULL,
	`started_at` integer NOT NULL,
	`ended_at` integer
);
--> statement-breakpoint
CREATE TABLE `appeal` (
	`id` text PRIMARY KEY NOT NULL,
	`hlc` text NOT NULL,
	`deleted_at` integer,
	`appeal_no` text NOT NULL,
	`case_id` text,
	`created_at` integer NOT NULL,
	`created_by` text NOT NULL,
	`type` text NOT NULL,
	`platform` text,
	`platform_no` text,
	`order_no` text,
	`waybill` text,
	`buyer_nick` text,
	`statement` text,
	`note` text,
	`deadline_at` integer,
	`claimed_cents` integer,
	`currency` text NOT NULL,
	`evidence` text NOT NULL,
	`status` text NOT NULL,
	`status_at` integer NOT NULL,
	`result` text,
	`recovered_cents` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `appeal_no` ON `appeal` (`appeal_no`);--> statement-breakpoint
CREATE INDEX `appeal_created` ON `appeal` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `appeal_deadline` ON `appeal` (`deadline_at`,`id`) WHERE deadline_at is not null;--> statement-breakpoint
CREATE INDEX `appeal_case` ON `appeal` (`case_id`) WHERE case_id is not null;--> statement-breakpoint
ALTER TABLE `photo` ADD `looks` text;--> statement-breakpoint
ALTER TABLE `photo` ADD `words` text;--> statement-breakpoint
ALTER TABLE `photo_link` ADD `original_at` integer;--> statement-breakpoint
ALTER TABLE `photo_link` ADD `source` text;--> statement-breakpoint
ALTER TABLE `photo_link` ADD `derived_from` text;--> statement-breakpoint
ALTER TABLE `photo_link` ADD `note` text;--> statement-breakpoint
ALTER TABLE `photo_link` ADD `binned_at` integer;--> statement-breakpoint
ALTER TABLE `photo_link` ADD `binned_by` text;--> statement-breakpoint
ALTER TABLE `photo_link` ADD `bin_reason` text;--> statement-breakpoint
CREATE INDEX `photo_link_bin` ON `photo_link` (`binned_at`) WHERE binned_at is not null;