ALTER TABLE `decision` ADD `asked` real;--> statement-breakpoint
ALTER TABLE `decision` ADD `band` integer;--> statement-breakpoint
ALTER TABLE `decision` ADD `verdict` text;--> statement-breakpoint
CREATE INDEX `decision_calibration` ON `decision` (`project_id`,`action_name`,`band`,`asked`,`verdict`,`created_at`) WHERE band is not null;