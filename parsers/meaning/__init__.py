"""What a person wants: kinds of request, intents of answers, language, problems, likeness."""
