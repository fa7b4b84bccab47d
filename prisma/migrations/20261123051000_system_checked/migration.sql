-- When a connected system was last asked whether it would do what retirements ask of it, and what was wrong then.

-- AlterTable
ALTER TABLE "connected_system" ADD COLUMN     "check_problem" TEXT,
ADD COLUMN     "checked_at" TIMESTAMPTZ(3);

-- By hand from here on.
GRANT UPDATE (checked_at, check_problem) ON "connected_system" TO lanyard_authority;
