"""What a mail tells of its writer and its matter, under one name for each: fields."""
