ALTER TABLE `item` ADD `gold_reason` text;--> statement-breakpoint
CREATE INDEX `item_gold` ON `item` (`project_id`,`id`) WHERE gold is not null;--> statement-breakpoint
ALTER TABLE `seat` ADD `gold` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `seat` ADD `gold_cursor` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `seat` ADD `repeats` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `seat` ADD `attempt` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `seat` ADD `spared` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `seat` ADD `trained_at` integer;--> statement-breakpoint
ALTER TABLE `seat` ADD `paused_at` integer;--> statement-breakpoint
ALTER TABLE `seat` ADD `paused_by` text;--> statement-breakpoint
ALTER TABLE `seat` ADD `resumed_at` integer;--> statement-breakpoint
CREATE INDEX `assignment_check` ON `assignment` (`project_id`,`user_id`,`id`) WHERE purpose <> 'work';--> statement-breakpoint
CREATE INDEX `assignment_answered` ON `assignment` (`project_id`,`user_id`,`id`) WHERE purpose = 'work' and state = 'submitted';