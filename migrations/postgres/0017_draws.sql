CREATE TABLE "stratum" (
	"project_id" text NOT NULL,
	"band" integer NOT NULL,
	"models" text NOT NULL,
	"judged" integer NOT NULL,
	"probability" double precision,
	"upto" double precision,
	CONSTRAINT "stratum_project_id_band_pk" PRIMARY KEY("project_id","band")
);
--> statement-breakpoint
ALTER TABLE "assignment" ADD COLUMN "probability" double precision;--> statement-breakpoint
ALTER TABLE "judgment" ADD COLUMN "probability" double precision;--> statement-breakpoint
ALTER TABLE "stratum" ADD CONSTRAINT "stratum_project_id_project_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."project"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "stratum_models" ON "stratum" USING btree ("project_id","models");--> statement-breakpoint
CREATE INDEX "stratum_draw" ON "stratum" USING btree ("project_id","upto");