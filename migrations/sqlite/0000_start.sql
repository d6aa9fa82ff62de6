CREATE TABLE `api_key` (
	`id` text PRIMARY KEY NOT NULL,
	`hash` text NOT NULL,
	`name` text NOT NULL,
	`role` text,
	`user_id` text,
	`project_id` text,
	`created_at` integer NOT NULL,
	`revoked_at` integer,
	FOREIGN KEY (`user_id`) REFERENCES `user_account`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `api_key_hash_unique` ON `api_key` (`hash`);--> statement-breakpoint
CREATE UNIQUE INDEX `api_key_name_unique` ON `api_key` (`name`);--> statement-breakpoint
CREATE TABLE `assignment` (
	`id` text PRIMARY KEY NOT NULL,
	`project_id` text NOT NULL,
	`item_id` text NOT NULL,
	`user_id` text NOT NULL,
	`purpose` text NOT NULL,
	`round` integer NOT NULL,
	`state` text NOT NULL,
	`token` text NOT NULL,
	`lease` integer NOT NULL,
	`due_at` integer NOT NULL,
	`form_version` integer NOT NULL,
	`guideline_version` integer NOT NULL,
	`shown` text,
	`judgment_id` text,
	`reason` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`item_id`) REFERENCES `item`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`user_id`) REFERENCES `user_account`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `assignment_once` ON `assignment` (`item_id`,`user_id`,`purpose`,`round`);--> statement-breakpoint
CREATE INDEX `assignment_due` ON `assignment` (`project_id`,`due_at`) WHERE state = 'leased';--> statement-breakpoint
CREATE INDEX `assignment_mine` ON `assignment` (`project_id`,`user_id`,`id`) WHERE state in ('leased', 'released', 'expired');--> statement-breakpoint
CREATE INDEX `assignment_history` ON `assignment` (`project_id`,`user_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `decision` (
	`id` text PRIMARY KEY NOT NULL,
	`project_id` text NOT NULL,
	`key_id` text NOT NULL,
	`agent` text NOT NULL,
	`action_name` text NOT NULL,
	`action_hash` text NOT NULL,
	`edited` text,
	`status` text NOT NULL,
	`mode` text NOT NULL,
	`rule` text NOT NULL,
	`policy_version` integer NOT NULL,
	`reason` text,
	`response` text,
	`gate` text NOT NULL,
	`confidence` real,
	`threshold` real,
	`risk` text NOT NULL,
	`expires_at` integer NOT NULL,
	`veto_until` integer,
	`halt_epoch` integer NOT NULL,
	`version` integer NOT NULL,
	`holder` text,
	`lease_token` text,
	`leased_at` integer,
	`leased_until` integer,
	`sampled` integer NOT NULL,
	`reviewed_at` integer,
	`reversed` integer NOT NULL,
	`consumed_at` integer,
	`outcome` text,
	`created_at` integer NOT NULL,
	`settled_at` integer,
	`event_id` text NOT NULL,
	FOREIGN KEY (`id`) REFERENCES `item`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `decision_page` ON `decision` (`project_id`,`id`);--> statement-breakpoint
CREATE INDEX `decision_agent` ON `decision` (`key_id`,`id`);--> statement-breakpoint
CREATE INDEX `decision_open` ON `decision` (`project_id`,`expires_at`,`id`) WHERE status in ('pending', 'veto_open');--> statement-breakpoint
CREATE INDEX `decision_due` ON `decision` (`expires_at`) WHERE status = 'pending';--> statement-breakpoint
CREATE INDEX `decision_window` ON `decision` (`veto_until`) WHERE status = 'veto_open';--> statement-breakpoint
CREATE INDEX `decision_sampled` ON `decision` (`project_id`,`id`) WHERE sampled and reviewed_at is null;--> statement-breakpoint
CREATE INDEX `decision_rejected` ON `decision` (`project_id`,`key_id`,`action_hash`,`settled_at`) WHERE status = 'rejected';--> statement-breakpoint
CREATE TABLE `event` (
	`id` text PRIMARY KEY NOT NULL,
	`position` integer,
	`at` integer NOT NULL,
	`type` text NOT NULL,
	`actor` text NOT NULL,
	`project` text,
	`stage` text,
	`subject_type` text NOT NULL,
	`subject_id` text NOT NULL,
	`data` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `event_position_unique` ON `event` (`position`);--> statement-breakpoint
CREATE INDEX `event_unsealed` ON `event` (`id`) WHERE position is null;--> statement-breakpoint
CREATE INDEX `event_project` ON `event` (`project`,`position`);--> statement-breakpoint
CREATE INDEX `event_subject` ON `event` (`subject_id`);--> statement-breakpoint
CREATE TABLE `file` (
	`project_id` text NOT NULL,
	`sha256` text NOT NULL,
	`type` text NOT NULL,
	`bytes` integer NOT NULL,
	`width` integer,
	`height` integer,
	`entry` text NOT NULL,
	`event_id` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`project_id`, `sha256`),
	FOREIGN KEY (`project_id`) REFERENCES `project`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `file_page` ON `file` (`project_id`,`entry`);--> statement-breakpoint
CREATE TABLE `file_chunk` (
	`project_id` text NOT NULL,
	`sha256` text NOT NULL,
	`part` integer NOT NULL,
	`data` blob NOT NULL,
	PRIMARY KEY(`project_id`, `sha256`, `part`)
);
--> statement-breakpoint
CREATE TABLE `file_name` (
	`project_id` text NOT NULL,
	`name` text NOT NULL,
	`sha256` text NOT NULL,
	PRIMARY KEY(`project_id`, `name`)
);
--> statement-breakpoint
CREATE TABLE `form_version` (
	`project_id` text NOT NULL,
	`version` integer NOT NULL,
	`form` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`project_id`, `version`)
);
--> statement-breakpoint
CREATE TABLE `guideline_version` (
	`project_id` text NOT NULL,
	`version` integer NOT NULL,
	`text` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`project_id`, `version`)
);
--> statement-breakpoint
CREATE TABLE `halt` (
	`id` text PRIMARY KEY NOT NULL,
	`scope` text NOT NULL,
	`project_id` text,
	`agent` text,
	`action` text,
	`switch` text NOT NULL,
	`reason` text NOT NULL,
	`actor` text NOT NULL,
	`created_at` integer NOT NULL,
	`lifted_by` text,
	`lifted_at` integer,
	`event_id` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `halt_active` ON `halt` (`id`) WHERE lifted_at is null;--> statement-breakpoint
CREATE INDEX `halt_page` ON `halt` (`project_id`,`id`);--> statement-breakpoint
CREATE TABLE `halt_switch` (
	`name` text PRIMARY KEY NOT NULL,
	`active` integer NOT NULL,
	`epoch` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `idempotency` (
	`actor` text NOT NULL,
	`method` text NOT NULL,
	`resource` text NOT NULL,
	`key` text NOT NULL,
	`body_hash` text NOT NULL,
	`status` integer,
	`answer` text,
	`at` integer NOT NULL,
	PRIMARY KEY(`actor`, `method`, `resource`, `key`)
);
--> statement-breakpoint
CREATE INDEX `idempotency_at` ON `idempotency` (`at`);--> statement-breakpoint
CREATE TABLE `intake` (
	`id` text PRIMARY KEY NOT NULL,
	`project_id` text NOT NULL,
	`kind` text NOT NULL,
	`name` text,
	`actor` text NOT NULL,
	`received` integer NOT NULL,
	`created` integer NOT NULL,
	`unchanged` integer NOT NULL,
	`rejected` integer NOT NULL,
	`started_at` integer NOT NULL,
	`finished_at` integer
);
--> statement-breakpoint
CREATE INDEX `intake_project` ON `intake` (`project_id`,`id`);--> statement-breakpoint
CREATE TABLE `item` (
	`id` text PRIMARY KEY NOT NULL,
	`project_id` text NOT NULL,
	`key` text NOT NULL,
	`payload` text NOT NULL,
	`metadata` text,
	`priority` integer NOT NULL,
	`gold` text,
	`digest` text NOT NULL,
	`intake_id` text,
	`event_id` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`project_id`) REFERENCES `project`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `item_key` ON `item` (`project_id`,`key`);--> statement-breakpoint
CREATE INDEX `item_page` ON `item` (`project_id`,`id`);--> statement-breakpoint
CREATE TABLE `judgment` (
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
	FOREIGN KEY (`item_id`) REFERENCES `item`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`assignment_id`) REFERENCES `assignment`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`user_id`) REFERENCES `user_account`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `judgment_item` ON `judgment` (`project_id`,`item_id`,`id`);--> statement-breakpoint
CREATE INDEX `judgment_page` ON `judgment` (`project_id`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `judgment_supersedes` ON `judgment` (`supersedes`) WHERE supersedes is not null;--> statement-breakpoint
CREATE UNIQUE INDEX `judgment_assignment` ON `judgment` (`assignment_id`) WHERE supersedes is null;--> statement-breakpoint
CREATE UNIQUE INDEX `judgment_external` ON `judgment` (`project_id`,`external_id`) WHERE external_id is not null;--> statement-breakpoint
CREATE TABLE `link` (
	`id` text PRIMARY KEY NOT NULL,
	`purpose` text NOT NULL,
	`email` text NOT NULL,
	`name` text,
	`roles` text NOT NULL,
	`user_id` text,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer,
	FOREIGN KEY (`user_id`) REFERENCES `user_account`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `loop` (
	`project_id` text PRIMARY KEY NOT NULL,
	`document` text NOT NULL,
	`actor` text NOT NULL,
	`event_id` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`project_id`) REFERENCES `project`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `member` (
	`project_id` text NOT NULL,
	`user_id` text NOT NULL,
	`roles` text NOT NULL,
	PRIMARY KEY(`project_id`, `user_id`),
	FOREIGN KEY (`project_id`) REFERENCES `project`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`user_id`) REFERENCES `user_account`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `member_user` ON `member` (`user_id`);--> statement-breakpoint
CREATE TABLE `note` (
	`id` text PRIMARY KEY NOT NULL,
	`project_id` text NOT NULL,
	`item_id` text NOT NULL,
	`assignment_id` text NOT NULL,
	`user_id` text NOT NULL,
	`kind` text NOT NULL,
	`text` text,
	`event_id` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`item_id`) REFERENCES `item`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`assignment_id`) REFERENCES `assignment`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`user_id`) REFERENCES `user_account`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `note_item` ON `note` (`project_id`,`item_id`,`id`);--> statement-breakpoint
CREATE TABLE `permit` (
	`id` text PRIMARY KEY NOT NULL,
	`decision_id` text NOT NULL,
	`key_id` text NOT NULL,
	`action_hash` text NOT NULL,
	`state` text NOT NULL,
	`halt_epoch` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`consumed_at` integer,
	`consumed_with` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`decision_id`) REFERENCES `decision`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `permit_live` ON `permit` (`decision_id`) WHERE state = 'live';--> statement-breakpoint
CREATE INDEX `permit_usable` ON `permit` (`expires_at`) WHERE state = 'live';--> statement-breakpoint
CREATE UNIQUE INDEX `permit_consumed` ON `permit` (`decision_id`) WHERE state = 'consumed';--> statement-breakpoint
CREATE TABLE `place` (
	`item_id` text PRIMARY KEY NOT NULL,
	`project_id` text NOT NULL,
	`band` integer NOT NULL,
	`rank` integer NOT NULL,
	`open` integer NOT NULL,
	`leased` integer NOT NULL,
	`counted` integer NOT NULL,
	`overlap` integer NOT NULL,
	FOREIGN KEY (`item_id`) REFERENCES `item`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `place_next` ON `place` (`project_id`,`band`,`rank`) WHERE open > 0;--> statement-breakpoint
CREATE INDEX `place_unfilled` ON `place` (`project_id`,`item_id`) WHERE counted < overlap;--> statement-breakpoint
CREATE INDEX `place_filled` ON `place` (`project_id`,`item_id`) WHERE counted >= overlap;--> statement-breakpoint
CREATE TABLE `policy` (
	`project_id` text NOT NULL,
	`version` integer NOT NULL,
	`document` text NOT NULL,
	`actor` text NOT NULL,
	`event_id` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`project_id`, `version`),
	FOREIGN KEY (`project_id`) REFERENCES `project`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `project` (
	`id` text PRIMARY KEY NOT NULL,
	`slug` text NOT NULL,
	`name` text NOT NULL,
	`stage` text NOT NULL,
	`state` text NOT NULL,
	`settings` text NOT NULL,
	`form_version` integer NOT NULL,
	`guideline_version` integer NOT NULL,
	`demo` integer NOT NULL,
	`created_by` text,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `project_slug_unique` ON `project` (`slug`);--> statement-breakpoint
CREATE TABLE `resolution` (
	`item_id` text PRIMARY KEY NOT NULL,
	`project_id` text NOT NULL,
	`answers` text NOT NULL,
	`user_id` text NOT NULL,
	`event_id` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`item_id`) REFERENCES `item`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`user_id`) REFERENCES `user_account`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `resolution_page` ON `resolution` (`project_id`,`item_id`);--> statement-breakpoint
CREATE TABLE `seat` (
	`project_id` text NOT NULL,
	`user_id` text NOT NULL,
	`band` integer NOT NULL,
	`cursor` integer NOT NULL,
	`served` integer NOT NULL,
	`submitted` integer NOT NULL,
	`counted` integer NOT NULL,
	`skipped` integer NOT NULL,
	`dwell_ms` integer NOT NULL,
	PRIMARY KEY(`project_id`, `user_id`, `band`)
);
--> statement-breakpoint
CREATE TABLE `session` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `user_account`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `session_user` ON `session` (`user_id`);--> statement-breakpoint
CREATE TABLE `setting` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `signature` (
	`decision_id` text NOT NULL,
	`action_digest` text NOT NULL,
	`user_id` text NOT NULL,
	`role` text NOT NULL,
	`assurance` text NOT NULL,
	`judgment_id` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`decision_id`, `action_digest`, `user_id`),
	FOREIGN KEY (`decision_id`) REFERENCES `decision`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`user_id`) REFERENCES `user_account`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `suggestion` (
	`id` text PRIMARY KEY NOT NULL,
	`project_id` text NOT NULL,
	`item_id` text NOT NULL,
	`source` text NOT NULL,
	`answers` text NOT NULL,
	`score` real,
	`event_id` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`item_id`) REFERENCES `item`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `suggestion_source` ON `suggestion` (`item_id`,`source`);--> statement-breakpoint
CREATE TABLE `tail` (
	`project_id` text PRIMARY KEY NOT NULL,
	`next` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `user_account` (
	`id` text PRIMARY KEY NOT NULL,
	`email` text NOT NULL,
	`name` text NOT NULL,
	`password_hash` text,
	`roles` text NOT NULL,
	`created_at` integer NOT NULL,
	`disabled_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `user_account_email_unique` ON `user_account` (`email`);--> statement-breakpoint
CREATE TABLE `watch` (
	`id` text PRIMARY KEY NOT NULL,
	`project_id` text NOT NULL,
	`user_id` text NOT NULL,
	`session_id` text NOT NULL,
	`tab` text NOT NULL,
	`role` text NOT NULL,
	`started_at` integer NOT NULL,
	`until` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `user_account`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `watch_project` ON `watch` (`project_id`,`until`);--> statement-breakpoint
CREATE INDEX `watch_tab` ON `watch` (`session_id`,`tab`);