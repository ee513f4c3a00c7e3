"""Mails that no person wrote: automatic answers, bounces, reports, notices, invitations."""
