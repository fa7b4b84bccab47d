-- Scores that fell by more than they may within a week.

-- CreateTable
CREATE TABLE "posture_fall" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "subject" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "since" DATE NOT NULL,
    "from_score" DOUBLE PRECISION NOT NULL,
    "to_score" DOUBLE PRECISION NOT NULL,
    "facts" JSONB NOT NULL,
    "noticed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "posture_fall_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "posture_fall_tenant_id_noticed_at_idx" ON "posture_fall"("tenant_id", "noticed_at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "posture_fall_tenant_id_subject_day_key" ON "posture_fall"("tenant_id", "subject", "day");

-- By hand from here on.
ALTER TABLE "posture_fall" ADD FOREIGN KEY (tenant_id) REFERENCES "tenant"(id);
GRANT SELECT ON "posture_fall" TO lanyard_authority, lanyard_worker;
GRANT INSERT ON "posture_fall" TO lanyard_worker;
ALTER TABLE "posture_fall" ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "posture_fall" USING (current_setting('lanyard.tenant', true) IN (tenant_id::text, 'system'));
