CREATE TABLE `first_view` (
	`decision_id` text NOT NULL,
	`user_id` text NOT NULL,
	`would` text NOT NULL,
	`text` text,
	`event_id` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`decision_id`, `user_id`),
	FOREIGN KEY (`decision_id`) REFERENCES `decision`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`user_id`) REFERENCES `user_account`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `seed` (
	`id` text PRIMARY KEY NOT NULL,
	`project_id` text NOT NULL,
	`key_id` text NOT NULL,
	`agent` text NOT NULL,
	`proposal` text,
	`wanted` text NOT NULL,
	`why` text,
	`source_id` text,
	`actor` text NOT NULL,
	`event_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`retired_at` integer,
	FOREIGN KEY (`project_id`) REFERENCES `project`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`source_id`) REFERENCES `decision`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `seed_live` ON `seed` (`project_id`,`id`) WHERE retired_at is null;--> statement-breakpoint
CREATE INDEX `seed_source` ON `seed` (`source_id`) WHERE source_id is not null;--> statement-breakpoint
CREATE TABLE `seeding` (
	`id` text PRIMARY KEY NOT NULL,
	`seed_id` text NOT NULL,
	`project_id` text NOT NULL,
	`user_id` text NOT NULL,
	`routing` text NOT NULL,
	`policy_version` integer NOT NULL,
	`halt_epoch` integer NOT NULL,
	`version` integer NOT NULL,
	`lease_token` text,
	`leased_at` integer,
	`leased_until` integer,
	`first_view` text,
	`first_view_at` integer,
	`answers` text,
	`caught` integer,
	`dwell_ms` integer,
	`words` integer,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`answered_at` integer,
	`event_id` text,
	FOREIGN KEY (`seed_id`) REFERENCES `seed`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`user_id`) REFERENCES `user_account`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `seeding_once` ON `seeding` (`seed_id`,`user_id`);--> statement-breakpoint
CREATE INDEX `seeding_mine` ON `seeding` (`project_id`,`user_id`,`id`);--> statement-breakpoint
ALTER TABLE `judgment` ADD `words` integer;