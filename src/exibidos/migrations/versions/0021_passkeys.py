"""Passkeys: the public halves of the keys that members' devices hold, and the handles under which those devices know the members."""

from exibidos.platform.db.migrate import script

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    script("""
    CREATE TABLE passkey_handles (
        created_by_id uuid PRIMARY KEY REFERENCES members ON DELETE CASCADE,
        handle        bytea NOT NULL UNIQUE CHECK (octet_length(handle) = 32),
        created_at    timestamptz NOT NULL DEFAULT now()
    );
    COMMENT ON COLUMN passkey_handles.handle IS
        'Random: devices and whoever syncs them keep it beside the key, so it must lead from nobody else''s data to the member.';

    CREATE TABLE passkeys (
        id              uuid PRIMARY KEY,
        created_by_id   uuid NOT NULL REFERENCES members ON DELETE CASCADE,
        credential_id   bytea NOT NULL UNIQUE CHECK (octet_length(credential_id) BETWEEN 1 AND 1023),
        public_key      bytea NOT NULL CHECK (octet_length(public_key) BETWEEN 1 AND 2048),
        sign_count      bigint NOT NULL CHECK (sign_count BETWEEN 0 AND 4294967295),
        aaguid          uuid NOT NULL,
        transports      text[] NOT NULL CHECK (cardinality(transports) <= 8),
        backup_eligible boolean NOT NULL,
        backed_up       boolean NOT NULL CHECK (backup_eligible OR NOT backed_up),
        name            text NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
        last_used_at    timestamptz,
        created_at      timestamptz NOT NULL DEFAULT now(),
        updated_at      timestamptz NOT NULL DEFAULT now()
    );
    COMMENT ON COLUMN passkeys.public_key IS 'COSE_Key (RFC 9052 §7), as the device said it: whoever reads it can sign nothing.';
    COMMENT ON COLUMN passkeys.sign_count IS 'The highest that the device has counted to; 0 when it does not count, as synced ones do not.';
    CREATE INDEX passkeys_by_member ON passkeys (created_by_id, id);
    CREATE TRIGGER passkeys_touch BEFORE UPDATE ON passkeys FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
    """)
