"""What people are told and when: the ladder, who reads for a body, digests, mails, chases, calendar feeds."""
