-- Random samples of the record, each event of which somebody follows to its human.

-- CreateTable
CREATE TABLE "audit_draw" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "seed" TEXT NOT NULL,
    "filter" JSONB NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "size" BIGINT NOT NULL,
    "population" INTEGER NOT NULL,
    "drawn_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "drawn_by" TEXT NOT NULL,
    "drawn_by_name" TEXT NOT NULL,

    CONSTRAINT "audit_draw_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_draw_item" (
    "draw_id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "entry_id" UUID NOT NULL,
    "position" BIGINT NOT NULL,
    "leaf_hash" BYTEA NOT NULL,
    "verdict" TEXT,
    "note" TEXT,
    "marked_at" TIMESTAMPTZ(3),
    "marked_by" TEXT,
    "marked_by_name" TEXT,

    CONSTRAINT "audit_draw_item_pkey" PRIMARY KEY ("draw_id","number")
);

-- CreateIndex
CREATE INDEX "audit_draw_tenant_id_drawn_at_id_idx" ON "audit_draw"("tenant_id", "drawn_at" DESC, "id" DESC);

-- By hand from here on.
ALTER TABLE "audit_draw" ADD FOREIGN KEY (tenant_id) REFERENCES "tenant"(id);
ALTER TABLE "audit_draw_item" ADD FOREIGN KEY (draw_id) REFERENCES "audit_draw"(id);
ALTER TABLE "audit_draw_item" ADD CONSTRAINT "audit_draw_item_mark" CHECK (
  (verdict IS NULL AND note IS NULL AND marked_at IS NULL AND marked_by IS NULL AND marked_by_name IS NULL)
  OR (verdict IN ('followed', 'not_followed') AND marked_at IS NOT NULL AND marked_by IS NOT NULL AND marked_by_name IS NOT NULL));

-- What was drawn stays as it was drawn; only what was found of it is said, and may be said again.
GRANT SELECT, INSERT ON "audit_draw", "audit_draw_item" TO lanyard_authority;
GRANT UPDATE (verdict, note, marked_at, marked_by, marked_by_name) ON "audit_draw_item" TO lanyard_authority;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['audit_draw', 'audit_draw_item'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I USING (current_setting(''lanyard.tenant'', true) IN (tenant_id::text, ''system''))', t);
  END LOOP;
END $$;
