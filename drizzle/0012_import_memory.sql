CREATE TABLE `import_memory` (
	`id` text PRIMARY KEY NOT NULL,
	`batch_id` text NOT NULL,
	`row_no` integer NOT NULL,
	`prints` text NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `import_memory` (`id`, `batch_id`, `row_no`, `prints`)
SELECT substr(`key`, 8), json_extract(`value`, '$.batchId'), json_extract(`value`, '$.rowNo'),
	coalesce((SELECT group_concat(said.`value`, ' ' ORDER BY said.`key`) FROM json_each(`meta`.`value`, '$.prints') AS said), '')
FROM `meta` WHERE `key` >= 'import:' AND `key` < 'import;' AND json_valid(`value`);
--> statement-breakpoint
DELETE FROM `meta` WHERE `key` >= 'import:' AND `key` < 'import;';
