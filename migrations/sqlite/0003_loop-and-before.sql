CREATE TABLE `loop_item` (
	`decision_id` text NOT NULL,
	`rule` text NOT NULL,
	`project_id` text NOT NULL,
	`to_slug` text NOT NULL,
	`outcome` text NOT NULL,
	`message` text,
	`at` integer NOT NULL,
	PRIMARY KEY(`decision_id`, `rule`),
	FOREIGN KEY (`decision_id`) REFERENCES `decision`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `loop_item_rule` ON `loop_item` (`project_id`,`rule`,`outcome`,`at`);--> statement-breakpoint
CREATE INDEX `decision_before` ON `decision` (`key_id`,`action_name`,`id`);