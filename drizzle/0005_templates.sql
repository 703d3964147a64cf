CREATE TABLE `template_version` (
	`id` text PRIMARY KEY NOT NULL,
	`hlc` text NOT NULL,
	`deleted_at` integer,
	`template_id` text NOT NULL,
	`version` integer NOT NULL,
	`body` text,
	`note` text,
	`made_at` integer NOT NULL,
	`made_by` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `template_version_of` ON `template_version` (`template_id`,`version`);--> statement-breakpoint
ALTER TABLE `team_template` ADD `owner_id` text;--> statement-breakpoint
ALTER TABLE `team_template` ADD `base_id` text;--> statement-breakpoint
ALTER TABLE `team_template` ADD `hidden` integer;--> statement-breakpoint
ALTER TABLE `team_template` ADD `platforms` text;--> statement-breakpoint
ALTER TABLE `team_template` ADD `actions` text;--> statement-breakpoint
ALTER TABLE `team_template` ADD `image_id` text;--> statement-breakpoint
ALTER TABLE `team_template` ADD `version` integer;--> statement-breakpoint
ALTER TABLE `team_template` ADD `updated_at` integer;--> statement-breakpoint
ALTER TABLE `team_template` ADD `updated_by` text;