CREATE TABLE `case_doc` (
	`docid` integer PRIMARY KEY NOT NULL,
	`case_id` text NOT NULL,
	`order_tail` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `case_doc_case` ON `case_doc` (`case_id`);--> statement-breakpoint
CREATE INDEX `case_doc_order_tail` ON `case_doc` (`order_tail`) WHERE order_tail is not null;--> statement-breakpoint
ALTER TABLE `case_waybill` ADD `tail` text DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE INDEX `case_waybill_tail` ON `case_waybill` (`tail`);--> statement-breakpoint
CREATE VIRTUAL TABLE `case_text` USING fts5(`tokens`, content='', contentless_delete=1, tokenize='ascii', prefix='3');
