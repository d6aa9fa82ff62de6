CREATE TABLE `in_place` (
	`project_id` text NOT NULL,
	`judgment_id` text NOT NULL,
	`question` text NOT NULL,
	`word` text NOT NULL,
	PRIMARY KEY(`project_id`, `judgment_id`, `question`)
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `in_place` SELECT `project_id`, `judgment_id`, `question`, `word` FROM `comparison` ORDER BY 1, 2, 3;
--> statement-breakpoint
DROP TABLE `comparison`;
--> statement-breakpoint
ALTER TABLE `in_place` RENAME TO `comparison`;
