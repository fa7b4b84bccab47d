-- People who have something to do are told of it: by e-mail, and by webhooks to whoever passes it on.

-- CreateTable
CREATE TABLE "notification" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "facts" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "collected_at" TIMESTAMPTZ(3),

    CONSTRAINT "notification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "notification_delivery" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "channel" TEXT NOT NULL,
    "person_id" UUID,
    "webhook_id" UUID,
    "notifications" UUID[],
    "kinds" TEXT[],
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "problem" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "notification_delivery_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "notification_webhook" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "kinds" TEXT[],
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "notification_webhook_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "mail_server" (
    "tenant_id" UUID NOT NULL,
    "host" TEXT NOT NULL,
    "port" INTEGER NOT NULL,
    "security" TEXT NOT NULL,
    "username" TEXT,
    "password_sealed" TEXT,
    "sender" TEXT NOT NULL,
    "sender_name" TEXT NOT NULL,
    "set_by_name" TEXT NOT NULL,
    "set_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "mail_server_pkey" PRIMARY KEY ("tenant_id")
);

-- CreateTable
CREATE TABLE "notification_preference" (
    "person_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "tenant_id" UUID NOT NULL,
    "email" BOOLEAN NOT NULL,

    CONSTRAINT "notification_preference_pkey" PRIMARY KEY ("person_id","kind")
);

-- CreateIndex
CREATE UNIQUE INDEX "notification_person_id_key_key" ON "notification"("person_id", "key");

-- CreateIndex
CREATE INDEX "notification_delivery_tenant_id_created_at_id_idx" ON "notification_delivery"("tenant_id", "created_at" DESC, "id" DESC);

-- By hand from here on.
ALTER TABLE "notification" ADD FOREIGN KEY (person_id) REFERENCES "person"(id);
ALTER TABLE "notification_delivery" ADD FOREIGN KEY (person_id) REFERENCES "person"(id);
ALTER TABLE "notification_delivery" ADD FOREIGN KEY (webhook_id) REFERENCES "notification_webhook"(id);
ALTER TABLE "notification_preference" ADD FOREIGN KEY (person_id) REFERENCES "person"(id);
ALTER TABLE "mail_server" ADD FOREIGN KEY (tenant_id) REFERENCES "tenant"(id);
ALTER TABLE "notification_delivery" ADD CONSTRAINT "notification_delivery_to" CHECK (
  (channel = 'email' AND person_id IS NOT NULL AND webhook_id IS NULL) OR (channel = 'webhook' AND webhook_id IS NOT NULL AND person_id IS NULL));
ALTER TABLE "notification_delivery" ADD CONSTRAINT "notification_delivery_state" CHECK (state IN ('waiting', 'sent', 'dead') AND (state = 'waiting') = (ended_at IS NULL));
ALTER TABLE "mail_server" ADD CONSTRAINT "mail_server_security" CHECK (security IN ('tls', 'starttls', 'none') AND port BETWEEN 1 AND 65535);
-- A password crosses no wire in the clear.
ALTER TABLE "mail_server" ADD CONSTRAINT "mail_server_password" CHECK ((password_sealed IS NULL) = (username IS NULL) AND (security <> 'none' OR password_sealed IS NULL));
CREATE UNIQUE INDEX "notification_webhook_name_once" ON "notification_webhook" (tenant_id, lower(name)) WHERE removed_at IS NULL;
-- What is still to be told, found without reading what was.
CREATE INDEX "notification_waiting" ON "notification" (person_id) WHERE collected_at IS NULL;
CREATE INDEX "notification_delivery_waiting" ON "notification_delivery" (next_at) WHERE state = 'waiting';

-- The authority sets up and shows; the worker finds whom it concerns, and tells them.
GRANT SELECT, INSERT ON "notification_webhook", "mail_server", "notification_preference", "notification_delivery" TO lanyard_authority;
GRANT UPDATE (removed_at) ON "notification_webhook" TO lanyard_authority;
GRANT UPDATE, DELETE ON "mail_server" TO lanyard_authority;
GRANT UPDATE (email) ON "notification_preference" TO lanyard_authority;
GRANT UPDATE (state, attempts, next_at, problem, ended_at) ON "notification_delivery" TO lanyard_authority;
GRANT SELECT, INSERT, DELETE ON "notification", "notification_delivery" TO lanyard_worker;
GRANT UPDATE (collected_at) ON "notification" TO lanyard_worker;
GRANT UPDATE (state, attempts, next_at, problem, ended_at) ON "notification_delivery" TO lanyard_worker;
GRANT SELECT ON "notification_webhook", "mail_server", "notification_preference" TO lanyard_worker;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['notification', 'notification_delivery', 'notification_webhook', 'mail_server', 'notification_preference'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I USING (current_setting(''lanyard.tenant'', true) IN (tenant_id::text, ''system''))', t);
  END LOOP;
END $$;
