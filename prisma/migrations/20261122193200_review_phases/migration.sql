-- Decisions that take access from many are confirmed, and applied a part at a time.

-- AlterTable
ALTER TABLE "review_campaign" ADD COLUMN "phase_from" INTEGER NOT NULL DEFAULT 10,
ADD COLUMN "phase_failures" INTEGER NOT NULL DEFAULT 10,
ADD COLUMN "phase" INTEGER,
ADD COLUMN "phase_takes" INTEGER,
ADD COLUMN "phase_confirmed_by_name" TEXT,
ADD COLUMN "phase_confirmed_at" TIMESTAMPTZ(3),
ADD COLUMN "phase_accepted" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN "phase_paused_at" TIMESTAMPTZ(3),
ADD COLUMN "phase_paused_by_name" TEXT,
ADD COLUMN "phase_paused_because" TEXT,
ADD COLUMN "held_noted_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "review_item" ADD COLUMN "phase" INTEGER;

-- By hand from here on.
ALTER TABLE "review_campaign" ADD CONSTRAINT "review_campaign_phase" CHECK (phase BETWEEN 1 AND 3 AND (phase IS NULL) = (phase_confirmed_at IS NULL));
ALTER TABLE "review_campaign" ADD CONSTRAINT "review_campaign_paused" CHECK ((phase_paused_at IS NULL) = (phase_paused_because IS NULL));
ALTER TABLE "review_item" ADD CONSTRAINT "review_item_phase" CHECK (phase BETWEEN 0 AND 3);
GRANT UPDATE (phase, phase_takes, phase_confirmed_by_name, phase_confirmed_at, phase_accepted, phase_paused_at, phase_paused_by_name, phase_paused_because, held_noted_at) ON "review_campaign" TO lanyard_authority;
GRANT UPDATE (phase) ON "review_item" TO lanyard_authority;
