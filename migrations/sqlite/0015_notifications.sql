CREATE TABLE `tally` (
	`name` text NOT NULL,
	`project` text NOT NULL,
	`label` text NOT NULL,
	`value` integer NOT NULL,
	PRIMARY KEY(`name`, `project`, `label`)
);
--> statement-breakpoint
CREATE TABLE `webhook` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`url` text NOT NULL,
	`kinds` text NOT NULL,
	`project_id` text,
	`state` text NOT NULL,
	`generation` integer NOT NULL,
	`former_until` integer,
	`position` integer NOT NULL,
	`sent` integer NOT NULL,
	`failed` integer NOT NULL,
	`actor` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `webhook_delivery` (
	`id` text PRIMARY KEY NOT NULL,
	`webhook_id` text NOT NULL,
	`message_id` text NOT NULL,
	`kind` text NOT NULL,
	`body` text NOT NULL,
	`state` text NOT NULL,
	`attempts` integer NOT NULL,
	`next_at` integer NOT NULL,
	`status` integer,
	`error` text,
	`created_at` integer NOT NULL,
	`done_at` integer,
	FOREIGN KEY (`webhook_id`) REFERENCES `webhook`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `webhook_delivery_message` ON `webhook_delivery` (`webhook_id`,`message_id`);--> statement-breakpoint
CREATE INDEX `webhook_delivery_page` ON `webhook_delivery` (`webhook_id`,`state`,`id`);--> statement-breakpoint
CREATE INDEX `webhook_delivery_due` ON `webhook_delivery` (`webhook_id`,`next_at`) WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX `webhook_delivery_done` ON `webhook_delivery` (`done_at`) WHERE state = 'sent';--> statement-breakpoint
ALTER TABLE `decision` ADD `notice_at` integer;--> statement-breakpoint
CREATE INDEX `decision_notice` ON `decision` (`notice_at`) WHERE status = 'pending';--> statement-breakpoint
ALTER TABLE `item` ADD `erased_at` integer;