"""The store: tables, inbox, tickets, outbox. Alone in knowing SQLAlchemy; rows never leave it, values do."""
