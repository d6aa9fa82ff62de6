CREATE TABLE `former_resolution` (
	`item_id` text NOT NULL,
	`project_id` text NOT NULL,
	`answers` text NOT NULL,
	`event_id` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`item_id`, `event_id`),
	FOREIGN KEY (`item_id`) REFERENCES `item`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `former_resolution_page` ON `former_resolution` (`project_id`,`item_id`);