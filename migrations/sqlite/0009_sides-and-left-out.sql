DROP INDEX `place_unfilled`;--> statement-breakpoint
ALTER TABLE `place` ADD `left_out` text;--> statement-breakpoint
CREATE INDEX `place_left_out` ON `place` (`project_id`,`item_id`) WHERE counted < overlap and not imported and left_out is not null;--> statement-breakpoint
CREATE INDEX `place_unfilled` ON `place` (`project_id`,`item_id`) WHERE counted < overlap and not imported and left_out is null;--> statement-breakpoint
ALTER TABLE `item` ADD `identical` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `item` ADD `self_naming` text;--> statement-breakpoint
CREATE INDEX `item_self_naming` ON `item` (`project_id`,`id`) WHERE self_naming is not null;--> statement-breakpoint
ALTER TABLE `seat` ADD `turns` text DEFAULT '' NOT NULL;