"""The mails that go out: a letter and its facts become the bytes that are sent."""
