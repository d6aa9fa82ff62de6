PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_judgment` (
	`id` text PRIMARY KEY NOT NULL,
	`project_id` text NOT NULL,
	`item_id` text NOT NULL,
	`assignment_id` text,
	`user_id` text,
	`rater` text NOT NULL,
	`kind` text NOT NULL,
	`purpose` text NOT NULL,
	`role` text,
	`via` text NOT NULL,
	`answers` text NOT NULL,
	`shown` text,
	`counted` integer NOT NULL,
	`dwell_ms` integer,
	`form_version` integer NOT NULL,
	`guideline_version` integer NOT NULL,
	`supersedes` text,
	`external_id` text,
	`event_id` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`project_id`) REFERENCES `project`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`user_id`) REFERENCES `user_account`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`project_id`,`item_id`) REFERENCES `item`(`project_id`,`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
INSERT INTO `__new_judgment`("id", "project_id", "item_id", "assignment_id", "user_id", "rater", "kind", "purpose", "role", "via", "answers", "shown", "counted", "dwell_ms", "form_version", "guideline_version", "supersedes", "external_id", "event_id", "at") SELECT "id", "project_id", "item_id", "assignment_id", "user_id", "rater", "kind", "purpose", "role", "via", "answers", "shown", "counted", "dwell_ms", "form_version", "guideline_version", "supersedes", "external_id", "event_id", "at" FROM `judgment`;--> statement-breakpoint
DROP TABLE `judgment`;--> statement-breakpoint
ALTER TABLE `__new_judgment` RENAME TO `judgment`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE INDEX `judgment_item` ON `judgment` (`project_id`,`item_id`,`id`);--> statement-breakpoint
CREATE INDEX `judgment_page` ON `judgment` (`project_id`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `judgment_supersedes` ON `judgment` (`supersedes`) WHERE supersedes is not null;--> statement-breakpoint
CREATE UNIQUE INDEX `judgment_assignment` ON `judgment` (`assignment_id`) WHERE supersedes is null;--> statement-breakpoint
CREATE UNIQUE INDEX `judgment_external` ON `judgment` (`project_id`,`external_id`) WHERE external_id is not null;--> statement-breakpoint
CREATE TABLE `__new_note` (
	`id` text PRIMARY KEY NOT NULL,
	`project_id` text NOT NULL,
	`item_id` text NOT NULL,
	`assignment_id` text NOT NULL,
	`user_id` text NOT NULL,
	`kind` text NOT NULL,
	`text` text,
	`event_id` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`assignment_id`) REFERENCES `assignment`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`user_id`) REFERENCES `user_account`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`project_id`,`item_id`) REFERENCES `item`(`project_id`,`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
INSERT INTO `__new_note`("id", "project_id", "item_id", "assignment_id", "user_id", "kind", "text", "event_id", "at") SELECT "id", "project_id", "item_id", "assignment_id", "user_id", "kind", "text", "event_id", "at" FROM `note`;--> statement-breakpoint
DROP TABLE `note`;--> statement-breakpoint
ALTER TABLE `__new_note` RENAME TO `note`;--> statement-breakpoint
CREATE INDEX `note_item` ON `note` (`project_id`,`item_id`,`id`);--> statement-breakpoint
CREATE INDEX `note_kind` ON `note` (`project_id`,`kind`,`item_id`);--> statement-breakpoint
CREATE INDEX `note_assignment` ON `note` (`assignment_id`);--> statement-breakpoint
DROP INDEX `item_page`;--> statement-breakpoint
CREATE UNIQUE INDEX `item_page` ON `item` (`project_id`,`id`);--> statement-breakpoint
ALTER TABLE `guideline_version` ADD `actor` text;--> statement-breakpoint
ALTER TABLE `intake` ADD `withdrawn` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `assignment_reason` ON `assignment` (`project_id`,`item_id`) WHERE reason is not null;