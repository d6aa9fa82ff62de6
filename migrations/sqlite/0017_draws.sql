CREATE TABLE `stratum` (
	`project_id` text NOT NULL,
	`band` integer NOT NULL,
	`models` text NOT NULL,
	`judged` integer NOT NULL,
	`probability` real,
	`upto` real,
	PRIMARY KEY(`project_id`, `band`),
	FOREIGN KEY (`project_id`) REFERENCES `project`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `stratum_models` ON `stratum` (`project_id`,`models`);--> statement-breakpoint
CREATE INDEX `stratum_draw` ON `stratum` (`project_id`,`upto`);--> statement-breakpoint
ALTER TABLE `assignment` ADD `probability` real;--> statement-breakpoint
ALTER TABLE `judgment` ADD `probability` real;