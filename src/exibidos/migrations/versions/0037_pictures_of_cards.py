"""A card is drawn from a variant; when the variant is another one, with another mark, so is the card."""

from exibidos.platform.db.migrate import script

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    script("""
    -- Of cards that hang already nobody knows; they are drawn once more.
    ALTER TABLE image_cards ADD COLUMN picture_key text NOT NULL DEFAULT '';
    ALTER TABLE image_cards ALTER COLUMN picture_key DROP DEFAULT;
    COMMENT ON COLUMN image_cards.picture_key IS 'The variant that it was drawn from.';
    """)
