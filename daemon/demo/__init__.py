"""The demonstration: whole conversations played over real SMTP by people who know only their mail."""
