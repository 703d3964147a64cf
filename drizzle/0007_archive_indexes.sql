CREATE INDEX `cases_over_kind` ON `cases` (`kind`,`opened_at`,`id`) WHERE is_open = 0;--> statement-breakpoint
CREATE INDEX `cases_over_shop` ON `cases` (`shop_id`,`opened_at`,`id`) WHERE is_open = 0;