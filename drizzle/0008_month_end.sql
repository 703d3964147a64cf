CREATE TABLE `recon_decision` (
	`id` text PRIMARY KEY NOT NULL,
	`hlc` text NOT NULL,
	`deleted_at` integer,
	`month` text NOT NULL,
	`kind` text NOT NULL,
	`change` text NOT NULL,
	`note` text,
	`decided_at` integer NOT NULL,
	`decided_by` text NOT NULL,
	`undone_at` integer,
	`undone_by` text
);
--> statement-breakpoint
CREATE INDEX `recon_decision_month` ON `recon_decision` (`month`,`decided_at`);--> statement-breakpoint
CREATE TABLE `month_closing` (
	`id` text PRIMARY KEY NOT NULL,
	`hlc` text NOT NULL,
	`deleted_at` integer,
	`month` text NOT NULL,
	`revision` integer NOT NULL,
	`closed_at` integer NOT NULL,
	`closed_by` text NOT NULL,
	`summary` text NOT NULL,
	`snapshot` text NOT NULL,
	`workbook_file` text,
	`workbook_sha256` text,
	`document_file` text,
	`document_sha256` text,
	`reopened_at` integer,
	`reopened_by` text,
	`reopen_reason` text
);
--> statement-breakpoint
CREATE INDEX `month_closing_month` ON `month_closing` (`month`,`revision`);--> statement-breakpoint
CREATE TABLE `month_letter` (
	`id` text PRIMARY KEY NOT NULL,
	`hlc` text NOT NULL,
	`deleted_at` integer,
	`month` text NOT NULL,
	`courier_id` text NOT NULL,
	`letter_no` text NOT NULL,
	`freight_cents` integer NOT NULL,
	`offset_cents` integer NOT NULL,
	`net_cents` integer NOT NULL,
	`file` text,
	`sha256` text,
	`written_at` integer NOT NULL,
	`written_by` text NOT NULL,
	`scan_file` text,
	`scan_sha256` text,
	`scanned_at` integer,
	`scanned_by` text
);
--> statement-breakpoint
CREATE INDEX `month_letter_month` ON `month_letter` (`month`);--> statement-breakpoint
CREATE TABLE `recon_note` (
	`id` text PRIMARY KEY NOT NULL,
	`hlc` text NOT NULL,
	`deleted_at` integer,
	`text` text NOT NULL,
	`noted_at` integer NOT NULL,
	`noted_by` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `recon_refusal` (
	`id` text PRIMARY KEY NOT NULL,
	`hlc` text NOT NULL,
	`deleted_at` integer,
	`month` text NOT NULL,
	`claim_id` text NOT NULL,
	`line_id` text NOT NULL,
	`refused_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `recon_refusal_month` ON `recon_refusal` (`month`);--> statement-breakpoint
CREATE TABLE `claim_event` (
	`id` text PRIMARY KEY NOT NULL,
	`hlc` text NOT NULL,
	`deleted_at` integer,
	`claim_id` text NOT NULL,
	`at` integer NOT NULL,
	`by` text NOT NULL,
	`type` text NOT NULL,
	`data` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `claim_event_claim` ON `claim_event` (`claim_id`,`at`);--> statement-breakpoint
ALTER TABLE `claim` ADD `counterparty_name` text;--> statement-breakpoint
ALTER TABLE `claim` ADD `products` text;--> statement-breakpoint
ALTER TABLE `claim` ADD `demands_met` text;--> statement-breakpoint
ALTER TABLE `claim` ADD `basis` text;--> statement-breakpoint
ALTER TABLE `claim` ADD `payment_route` text;--> statement-breakpoint
ALTER TABLE `claim` ADD `voucher` text;--> statement-breakpoint
ALTER TABLE `claim` ADD `ended_on` text;