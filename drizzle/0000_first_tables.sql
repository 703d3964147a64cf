CREATE TABLE `case_clock` (
	`id` text PRIMARY KEY NOT NULL,
	`hlc` text NOT NULL,
	`deleted_at` integer,
	`case_id` text NOT NULL,
	`name` text NOT NULL,
	`started_at` integer NOT NULL,
	`due_at` integer,
	`remaining_ms` integer,
	`state` text NOT NULL,
	`paused_at` integer,
	`met_at` integer
);
--> statement-breakpoint
CREATE INDEX `case_clock_case` ON `case_clock` (`case_id`);--> statement-breakpoint
CREATE TABLE `case_event` (
	`id` text PRIMARY KEY NOT NULL,
	`hlc` text NOT NULL,
	`deleted_at` integer,
	`case_id` text NOT NULL,
	`at` integer NOT NULL,
	`actor_id` text NOT NULL,
	`type` text NOT NULL,
	`text` text,
	`data` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `case_event_case` ON `case_event` (`case_id`,`at`);--> statement-breakpoint
CREATE TABLE `case_waybill` (
	`id` text PRIMARY KEY NOT NULL,
	`case_id` text NOT NULL,
	`waybill_key` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `case_waybill_key` ON `case_waybill` (`waybill_key`);--> statement-breakpoint
CREATE INDEX `case_waybill_case` ON `case_waybill` (`case_id`);--> statement-breakpoint
CREATE TABLE `cases` (
	`id` text PRIMARY KEY NOT NULL,
	`hlc` text NOT NULL,
	`deleted_at` integer,
	`case_no` text NOT NULL,
	`shop_id` text NOT NULL,
	`platform` text NOT NULL,
	`opened_at` integer NOT NULL,
	`opened_by` text NOT NULL,
	`kind` text NOT NULL,
	`channel` text,
	`buyer_id` text,
	`buyer_nick` text,
	`order_id` text,
	`order_no` text,
	`summary` text,
	`priority` integer NOT NULL,
	`difficult` integer NOT NULL,
	`vip` integer NOT NULL,
	`waybills` text NOT NULL,
	`status` text NOT NULL,
	`reason` text,
	`next_action` text,
	`next_action_at` integer,
	`status_at` integer NOT NULL,
	`assignee_id` text,
	`liable_party` text,
	`freight_payer` text,
	`remedy` text,
	`amount_cents` integer,
	`currency` text NOT NULL,
	`flag` integer,
	`memo` text,
	`is_open` integer NOT NULL,
	`is_waiting` integer NOT NULL,
	`next_clock` text,
	`next_due_at` integer,
	`sort_due` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `cases_no` ON `cases` (`case_no`);--> statement-breakpoint
CREATE INDEX `cases_open_due` ON `cases` (`sort_due`,`id`) WHERE is_open = 1;--> statement-breakpoint
CREATE INDEX `cases_mine_due` ON `cases` (`assignee_id`,`sort_due`,`id`) WHERE is_open = 1;--> statement-breakpoint
CREATE INDEX `cases_waiting_due` ON `cases` (`sort_due`,`id`) WHERE is_open = 1 and is_waiting = 1;--> statement-breakpoint
CREATE INDEX `cases_opened` ON `cases` (`opened_at`,`id`);--> statement-breakpoint
CREATE INDEX `cases_buyer` ON `cases` (`buyer_nick`,`opened_at`);--> statement-breakpoint
CREATE INDEX `cases_order` ON `cases` (`order_no`);--> statement-breakpoint
CREATE TABLE `audit` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`actor_id` text NOT NULL,
	`action` text NOT NULL,
	`subject` text,
	`detail` text NOT NULL,
	`prev_hash` text NOT NULL,
	`hash` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `change_log` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`hlc` text NOT NULL,
	`table_name` text NOT NULL,
	`row_id` text NOT NULL,
	`field_group` text NOT NULL,
	`fields` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `idempotency` (
	`key` text PRIMARY KEY NOT NULL,
	`action` text NOT NULL,
	`result` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `import_batch` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`file` text NOT NULL,
	`platform` text,
	`courier_id` text,
	`shop_id` text,
	`month` text,
	`encoding` text,
	`mapping_id` text,
	`actor_id` text NOT NULL,
	`at` integer NOT NULL,
	`state` text NOT NULL,
	`rows` integer DEFAULT 0 NOT NULL,
	`inserted` integer DEFAULT 0 NOT NULL,
	`updated` integer DEFAULT 0 NOT NULL,
	`unchanged` integer DEFAULT 0 NOT NULL,
	`total_cents` integer DEFAULT 0 NOT NULL,
	`published_to` integer DEFAULT 0 NOT NULL,
	`rejected` text DEFAULT '[]' NOT NULL
);
--> statement-breakpoint
CREATE TABLE `import_stage` (
	`batch_id` text NOT NULL,
	`ordinal` integer NOT NULL,
	`record` text NOT NULL,
	PRIMARY KEY(`batch_id`, `ordinal`)
);
--> statement-breakpoint
CREATE TABLE `meta` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `preference` (
	`staff_id` text NOT NULL,
	`key` text NOT NULL,
	`value` text NOT NULL,
	PRIMARY KEY(`staff_id`, `key`)
);
--> statement-breakpoint
CREATE TABLE `saved_mapping` (
	`id` text PRIMARY KEY NOT NULL,
	`mapping_id` text,
	`columns` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `buyer` (
	`id` text PRIMARY KEY NOT NULL,
	`hlc` text NOT NULL,
	`deleted_at` integer,
	`platform` text NOT NULL,
	`nick` text NOT NULL,
	`vip_tier` text,
	`difficult` integer NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `buyer_nick` ON `buyer` (`nick`,`platform`);--> statement-breakpoint
CREATE TABLE `courier` (
	`id` text PRIMARY KEY NOT NULL,
	`hlc` text NOT NULL,
	`deleted_at` integer,
	`name_zh` text NOT NULL,
	`name_en` text NOT NULL,
	`aliases` text NOT NULL,
	`claim_window_days` integer NOT NULL,
	`hold_days` integer NOT NULL,
	`demands` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `pin_attempt` (
	`staff_id` text PRIMARY KEY NOT NULL,
	`failures` integer NOT NULL,
	`locked_until` integer
);
--> statement-breakpoint
CREATE TABLE `shop` (
	`id` text PRIMARY KEY NOT NULL,
	`hlc` text NOT NULL,
	`deleted_at` integer,
	`name` text NOT NULL,
	`platform` text NOT NULL,
	`time_zone` text NOT NULL,
	`currency` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `staff` (
	`id` text PRIMARY KEY NOT NULL,
	`hlc` text NOT NULL,
	`deleted_at` integer,
	`name` text NOT NULL,
	`role` text NOT NULL,
	`pin_hash` text,
	`active` integer NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `orders` (
	`id` text PRIMARY KEY NOT NULL,
	`hlc` text NOT NULL,
	`deleted_at` integer,
	`platform` text NOT NULL,
	`shop_id` text NOT NULL,
	`number` text NOT NULL,
	`buyer_id` text,
	`buyer_nick` text,
	`status` text NOT NULL,
	`raw_status` text,
	`paid_cents` integer NOT NULL,
	`goods_cents` integer,
	`postage_cents` integer,
	`refund_cents` integer,
	`currency` text NOT NULL,
	`created_at` integer,
	`paid_at` integer,
	`shipped_at` integer,
	`receiver_name` text,
	`phone` text,
	`address` text,
	`buyer_note` text,
	`seller_memo` text,
	`flag` integer,
	`items` text NOT NULL,
	`imported_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `orders_number` ON `orders` (`number`);--> statement-breakpoint
CREATE INDEX `orders_buyer` ON `orders` (`buyer_nick`,`created_at`) WHERE buyer_nick is not null;--> statement-breakpoint
CREATE TABLE `order_waybill` (
	`id` text PRIMARY KEY NOT NULL,
	`hlc` text NOT NULL,
	`deleted_at` integer,
	`order_id` text NOT NULL,
	`courier_id` text,
	`courier_text` text,
	`waybill` text NOT NULL,
	`waybill_key` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `order_waybill_key` ON `order_waybill` (`waybill_key`);--> statement-breakpoint
CREATE INDEX `order_waybill_order` ON `order_waybill` (`order_id`);--> statement-breakpoint
CREATE TABLE `photo` (
	`id` text PRIMARY KEY NOT NULL,
	`hlc` text NOT NULL,
	`deleted_at` integer,
	`format` text NOT NULL,
	`bytes` integer NOT NULL,
	`width` integer,
	`height` integer,
	`has_thumb` integer NOT NULL,
	`added_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `photo_link` (
	`id` text PRIMARY KEY NOT NULL,
	`hlc` text NOT NULL,
	`deleted_at` integer,
	`photo_id` text NOT NULL,
	`archived_as` text NOT NULL,
	`original_name` text,
	`buyer_nick` text,
	`order_no` text,
	`added_at` integer NOT NULL,
	`added_by` text NOT NULL,
	`case_id` text,
	`slot` text
);
--> statement-breakpoint
CREATE INDEX `photo_link_photo` ON `photo_link` (`photo_id`);--> statement-breakpoint
CREATE INDEX `photo_link_case` ON `photo_link` (`case_id`,`added_at`) WHERE case_id is not null;--> statement-breakpoint
CREATE INDEX `photo_link_buyer` ON `photo_link` (`buyer_nick`,`added_at`);--> statement-breakpoint
CREATE INDEX `photo_link_added` ON `photo_link` (`added_at`,`id`);--> statement-breakpoint
CREATE INDEX `photo_link_inbox` ON `photo_link` (`added_at`,`id`) WHERE case_id is null;--> statement-breakpoint
CREATE INDEX `photo_link_path` ON `photo_link` (`archived_as`);--> statement-breakpoint
CREATE TABLE `claim` (
	`id` text PRIMARY KEY NOT NULL,
	`hlc` text NOT NULL,
	`deleted_at` integer,
	`claim_no` text NOT NULL,
	`counterparty` text NOT NULL,
	`courier_id` text,
	`branch` text,
	`monthly_account` text,
	`waybill` text NOT NULL,
	`waybill_key` text NOT NULL,
	`aliases` text NOT NULL,
	`case_id` text,
	`order_no` text,
	`reason` text NOT NULL,
	`note` text,
	`duplicate_reason` text,
	`filed_on` text,
	`created_at` integer NOT NULL,
	`created_by` text NOT NULL,
	`window_ends_at` integer,
	`goods_cents` integer NOT NULL,
	`freight_cents` integer NOT NULL,
	`other_cents` integer NOT NULL,
	`amount_cents` integer NOT NULL,
	`declared_cents` integer,
	`currency` text NOT NULL,
	`status` text NOT NULL,
	`work_order_no` text,
	`answer` text,
	`granted_cents` integer,
	`status_at` integer NOT NULL,
	`credited_cents` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `claim_no` ON `claim` (`claim_no`);--> statement-breakpoint
CREATE INDEX `claim_waybill` ON `claim` (`waybill_key`);--> statement-breakpoint
CREATE INDEX `claim_case` ON `claim` (`case_id`) WHERE case_id is not null;--> statement-breakpoint
CREATE INDEX `claim_filed` ON `claim` (`filed_on`,`id`);--> statement-breakpoint
CREATE INDEX `claim_created` ON `claim` (`created_at`,`id`);--> statement-breakpoint
CREATE TABLE `wrong_shipment` (
	`id` text PRIMARY KEY NOT NULL,
	`hlc` text NOT NULL,
	`deleted_at` integer,
	`entry_no` text NOT NULL,
	`case_id` text,
	`created_at` integer NOT NULL,
	`submitted_by` text NOT NULL,
	`error` text NOT NULL,
	`buyer_nick` text,
	`order_no` text,
	`waybill` text,
	`expected` text NOT NULL,
	`sent` text NOT NULL,
	`packed_by` text,
	`noticed_by` text,
	`fix` text,
	`cost_cents` integer NOT NULL,
	`goods_back` integer NOT NULL,
	`note` text,
	`state` text NOT NULL,
	`verified_by` text,
	`verified_at` integer,
	`return_reason` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `wrong_shipment_no` ON `wrong_shipment` (`entry_no`);--> statement-breakpoint
CREATE INDEX `wrong_shipment_created` ON `wrong_shipment` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `wrong_shipment_case` ON `wrong_shipment` (`case_id`) WHERE case_id is not null;--> statement-breakpoint
CREATE TABLE `recon_match` (
	`id` text PRIMARY KEY NOT NULL,
	`hlc` text NOT NULL,
	`deleted_at` integer,
	`month` text NOT NULL,
	`claim_id` text NOT NULL,
	`line_id` text NOT NULL,
	`stage` text NOT NULL,
	`credited_cents` integer NOT NULL,
	`reason_zh` text NOT NULL,
	`reason_en` text NOT NULL,
	`matched_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `recon_match_month` ON `recon_match` (`month`);--> statement-breakpoint
CREATE INDEX `recon_match_claim` ON `recon_match` (`claim_id`);--> statement-breakpoint
CREATE INDEX `recon_match_line` ON `recon_match` (`line_id`);--> statement-breakpoint
CREATE TABLE `statement_line` (
	`id` text PRIMARY KEY NOT NULL,
	`hlc` text NOT NULL,
	`deleted_at` integer,
	`courier_id` text NOT NULL,
	`month` text NOT NULL,
	`batch_id` text NOT NULL,
	`file` text NOT NULL,
	`row_no` integer NOT NULL,
	`waybill` text,
	`waybill_key` text,
	`waybill_raw` text,
	`waybill_damaged` integer NOT NULL,
	`amount_cents` integer NOT NULL,
	`line_class` text NOT NULL,
	`work_order_no` text,
	`occurred_on` text,
	`memo` text,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `statement_line_month` ON `statement_line` (`month`,`courier_id`,`id`);--> statement-breakpoint
CREATE INDEX `statement_line_waybill` ON `statement_line` (`waybill_key`);