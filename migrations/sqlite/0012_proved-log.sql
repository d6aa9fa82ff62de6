CREATE TABLE `log_head` (
	`id` integer PRIMARY KEY NOT NULL,
	`origin` text NOT NULL,
	`size` integer NOT NULL,
	`checkpoint` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `log_tile` (
	`level` integer NOT NULL,
	`number` integer NOT NULL,
	`data` blob NOT NULL,
	PRIMARY KEY(`level`, `number`)
);
--> statement-breakpoint
CREATE TABLE `signing_key` (
	`kid` text PRIMARY KEY NOT NULL,
	`x` text NOT NULL,
	`created_at` integer NOT NULL,
	`retired_at` integer
);
--> statement-breakpoint
ALTER TABLE `decision` ADD `salt` text;--> statement-breakpoint
ALTER TABLE `decision` ADD `erased_at` integer;--> statement-breakpoint
ALTER TABLE `event` ADD `salt` text;--> statement-breakpoint
ALTER TABLE `event` ADD `data_hash` text;