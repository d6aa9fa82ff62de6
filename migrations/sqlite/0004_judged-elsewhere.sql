DROP INDEX `place_unfilled`;--> statement-breakpoint
DROP INDEX `place_filled`;--> statement-breakpoint
ALTER TABLE `place` ADD `imported` integer DEFAULT false NOT NULL;--> statement-breakpoint
UPDATE `place` SET `imported` = true WHERE `item_id` IN (SELECT `item_id` FROM `judgment` WHERE `via` = 'import' AND `kind` = 'person');--> statement-breakpoint
CREATE INDEX `place_unfilled` ON `place` (`project_id`,`item_id`) WHERE counted < overlap and not imported;--> statement-breakpoint
CREATE INDEX `place_filled` ON `place` (`project_id`,`item_id`) WHERE (counted >= overlap or imported);