CREATE TABLE `guideline_gap` (
	`id` text PRIMARY KEY NOT NULL,
	`project_id` text NOT NULL,
	`item_id` text NOT NULL,
	`user_id` text NOT NULL,
	`text` text,
	`guideline_version` integer NOT NULL,
	`closed_version` integer,
	`event_id` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`item_id`) REFERENCES `item`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`user_id`) REFERENCES `user_account`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `guideline_gap_once` ON `guideline_gap` (`item_id`,`user_id`,`guideline_version`);--> statement-breakpoint
CREATE INDEX `guideline_gap_page` ON `guideline_gap` (`project_id`,`id`);--> statement-breakpoint
CREATE TABLE `overruling` (
	`judgment_id` text PRIMARY KEY NOT NULL,
	`project_id` text NOT NULL,
	`item_id` text NOT NULL,
	`rater` text NOT NULL,
	`kind` text,
	`user_id` text NOT NULL,
	`event_id` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`judgment_id`) REFERENCES `judgment`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`user_id`) REFERENCES `user_account`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `overruling_rater` ON `overruling` (`project_id`,`rater`);--> statement-breakpoint
CREATE INDEX `overruling_item` ON `overruling` (`project_id`,`item_id`);--> statement-breakpoint
CREATE TABLE `send_back` (
	`item_id` text NOT NULL,
	`round` integer NOT NULL,
	`project_id` text NOT NULL,
	`user_id` text NOT NULL,
	`comment` text,
	`event_id` text NOT NULL,
	`at` integer NOT NULL,
	`ended_event_id` text,
	`ended_at` integer,
	PRIMARY KEY(`item_id`, `round`),
	FOREIGN KEY (`item_id`) REFERENCES `item`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`user_id`) REFERENCES `user_account`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `send_back_page` ON `send_back` (`project_id`,`item_id`,`round`);--> statement-breakpoint
DROP INDEX `place_unfilled`;--> statement-breakpoint
DROP INDEX `place_left_out`;--> statement-breakpoint
DROP INDEX `place_filled`;--> statement-breakpoint
ALTER TABLE `place` ADD `ruling` text;--> statement-breakpoint
UPDATE `place` SET `ruling` = 'final', `open` = 0 WHERE `item_id` IN (SELECT `item_id` FROM `resolution`);--> statement-breakpoint
CREATE INDEX `place_sent_back` ON `place` (`project_id`,`item_id`) WHERE ruling = 'sent_back';--> statement-breakpoint
CREATE INDEX `place_closed` ON `place` (`project_id`,`item_id`) WHERE ruling = 'final' and counted < overlap;--> statement-breakpoint
CREATE INDEX `place_unfilled` ON `place` (`project_id`,`item_id`) WHERE counted < overlap and not imported and left_out is null and ruling is null;--> statement-breakpoint
CREATE INDEX `place_left_out` ON `place` (`project_id`,`item_id`) WHERE counted < overlap and not imported and left_out is not null and ruling is null;--> statement-breakpoint
CREATE INDEX `place_filled` ON `place` (`project_id`,`item_id`) WHERE (counted >= overlap or imported) and ruling is null;--> statement-breakpoint
ALTER TABLE `former_resolution` ADD `voided_event_id` text;