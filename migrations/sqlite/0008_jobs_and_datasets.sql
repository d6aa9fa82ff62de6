CREATE TABLE `dataset` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`actor` text NOT NULL,
	`latest` integer NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `dataset_name_unique` ON `dataset` (`name`);--> statement-breakpoint
CREATE TABLE `dataset_chunk` (
	`build` text NOT NULL,
	`file` text NOT NULL,
	`part` integer NOT NULL,
	`data` blob NOT NULL,
	PRIMARY KEY(`build`, `file`, `part`)
);
--> statement-breakpoint
CREATE TABLE `dataset_version` (
	`dataset_id` text NOT NULL,
	`version` integer NOT NULL,
	`build` text NOT NULL,
	`recipe` text NOT NULL,
	`as_of` integer NOT NULL,
	`manifest` text NOT NULL,
	`actor` text NOT NULL,
	`event_id` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`dataset_id`, `version`),
	FOREIGN KEY (`dataset_id`) REFERENCES `dataset`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `dataset_version_build_unique` ON `dataset_version` (`build`);--> statement-breakpoint
CREATE TABLE `job` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`input` text NOT NULL,
	`state` text NOT NULL,
	`attempt` integer NOT NULL,
	`done` integer NOT NULL,
	`total` integer,
	`result` text,
	`error` text,
	`actor` text NOT NULL,
	`project` text,
	`created_at` integer NOT NULL,
	`started_at` integer,
	`heartbeat_at` integer,
	`finished_at` integer
);
--> statement-breakpoint
CREATE INDEX `job_open` ON `job` (`id`) WHERE state in ('queued', 'running');