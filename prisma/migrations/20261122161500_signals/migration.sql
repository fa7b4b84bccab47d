-- Shared signals (OpenID SSF 1.0, CAEP 1.0): receivers elsewhere that cannot send receipts are told of orders.

-- CreateTable
CREATE TABLE "signal_receiver" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "signal_receiver_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "signal_stream" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "receiver_id" UUID NOT NULL,
    "delivery" TEXT NOT NULL,
    "endpoint_url" TEXT,
    "authorization_sealed" TEXT,
    "events_requested" TEXT[],
    "description" TEXT,
    "status" TEXT NOT NULL DEFAULT 'enabled',
    "status_reason" TEXT,
    "held_by_name" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deleted_at" TIMESTAMPTZ(3),
    "verify_asked_at" TIMESTAMPTZ(3),
    "verified_at" TIMESTAMPTZ(3),
    "polled_at" TIMESTAMPTZ(3),
    "push_attempts" INTEGER NOT NULL DEFAULT 0,
    "push_next_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "push_problem" TEXT,

    CONSTRAINT "signal_stream_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "signal_subject" (
    "stream_id" UUID NOT NULL,
    "digest" TEXT NOT NULL,
    "tenant_id" UUID NOT NULL,
    "subject" JSONB NOT NULL,
    "removed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "signal_subject_pkey" PRIMARY KEY ("stream_id","digest")
);

-- CreateTable
CREATE TABLE "signal_notice" (
    "order_id" UUID NOT NULL,
    "stream_id" UUID NOT NULL,
    "receiver_id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'due',
    "events" INTEGER NOT NULL DEFAULT 0,
    "acknowledged" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "ended_at" TIMESTAMPTZ(3),
    "ms" DOUBLE PRECISION,
    "detail" TEXT,

    CONSTRAINT "signal_notice_pkey" PRIMARY KEY ("order_id","stream_id")
);

-- CreateTable
CREATE TABLE "signal_event" (
    "jti" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "stream_id" UUID NOT NULL,
    "order_id" UUID,
    "type" TEXT NOT NULL,
    "subject" JSONB NOT NULL,
    "body" JSONB NOT NULL,
    "toe" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "sent" INTEGER NOT NULL DEFAULT 0,
    "ended_at" TIMESTAMPTZ(3),
    "detail" TEXT,

    CONSTRAINT "signal_event_pkey" PRIMARY KEY ("jti")
);

-- By hand from here on.
ALTER TABLE "signal_stream" ADD FOREIGN KEY (receiver_id) REFERENCES "signal_receiver"(id);
ALTER TABLE "signal_subject" ADD FOREIGN KEY (stream_id) REFERENCES "signal_stream"(id);
ALTER TABLE "signal_notice" ADD FOREIGN KEY (order_id) REFERENCES "containment_order"(id);
ALTER TABLE "signal_notice" ADD FOREIGN KEY (stream_id) REFERENCES "signal_stream"(id);
ALTER TABLE "signal_event" ADD FOREIGN KEY (stream_id) REFERENCES "signal_stream"(id);
ALTER TABLE "signal_stream" ADD CONSTRAINT "signal_stream_delivery" CHECK (delivery IN ('push', 'poll') AND (delivery = 'push') = (endpoint_url IS NOT NULL));
ALTER TABLE "signal_stream" ADD CONSTRAINT "signal_stream_status" CHECK (status IN ('enabled', 'paused', 'disabled') AND (held_by_name IS NULL OR status = 'paused'));
ALTER TABLE "signal_notice" ADD CONSTRAINT "signal_notice_state" CHECK (state IN ('due', 'waiting', 'acknowledged', 'failed', 'skipped') AND (state IN ('due', 'waiting')) = (ended_at IS NULL));
ALTER TABLE "signal_event" ADD CONSTRAINT "signal_event_state" CHECK (state IN ('waiting', 'acknowledged', 'failed') AND (state = 'waiting') = (ended_at IS NULL));
CREATE UNIQUE INDEX "signal_receiver_name_once" ON "signal_receiver" (tenant_id, lower(name)) WHERE removed_at IS NULL;
CREATE UNIQUE INDEX "signal_stream_one_each" ON "signal_stream" (receiver_id) WHERE deleted_at IS NULL;
-- What is still to be told, found without reading what was.
CREATE INDEX "signal_notice_due" ON "signal_notice" (order_id) WHERE state = 'due';
CREATE INDEX "signal_event_waiting" ON "signal_event" (stream_id, jti) WHERE state = 'waiting';
CREATE INDEX "signal_event_of_order" ON "signal_event" (order_id, stream_id) WHERE order_id IS NOT NULL;

GRANT SELECT, INSERT ON "signal_receiver", "signal_stream", "signal_subject", "signal_notice", "signal_event" TO lanyard_authority;
GRANT UPDATE (removed_at) ON "signal_receiver" TO lanyard_authority;
GRANT UPDATE (delivery, endpoint_url, authorization_sealed, events_requested, description, status, status_reason, held_by_name, deleted_at,
  verify_asked_at, verified_at, polled_at, push_attempts, push_next_at, push_problem) ON "signal_stream" TO lanyard_authority;
GRANT DELETE ON "signal_subject" TO lanyard_authority;
GRANT UPDATE (state, events, acknowledged, failed, ended_at, ms, detail) ON "signal_notice" TO lanyard_authority;
GRANT UPDATE (state, sent, ended_at, detail) ON "signal_event" TO lanyard_authority;
-- The worker orders, where nobody is left for an agent, and so owes a notice; it sends none, since it has no key to sign with.
-- And it sweeps what has ended long ago: what came of it stays with the order's notice.
GRANT SELECT (id, tenant_id, receiver_id, status, deleted_at) ON "signal_stream" TO lanyard_worker;
GRANT INSERT ON "signal_notice" TO lanyard_worker;
GRANT SELECT (jti, tenant_id, state, ended_at), DELETE ON "signal_event" TO lanyard_worker;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['signal_receiver', 'signal_stream', 'signal_subject', 'signal_notice', 'signal_event'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I USING (current_setting(''lanyard.tenant'', true) IN (tenant_id::text, ''system''))', t);
  END LOOP;
END $$;
