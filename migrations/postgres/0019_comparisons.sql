CREATE TABLE "comparison" (
	"project_id" text NOT NULL,
	"judgment_id" text NOT NULL,
	"question" text NOT NULL,
	"word" text NOT NULL,
	CONSTRAINT "comparison_project_id_judgment_id_question_pk" PRIMARY KEY("project_id","judgment_id","question")
);
--> statement-breakpoint
INSERT INTO "setting" ("name", "value") SELECT 'comparisons', '"missing"' WHERE EXISTS (SELECT 1 FROM "judgment");
