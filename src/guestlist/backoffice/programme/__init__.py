"""What the pages of the programme share: sessions, tracks, speakers, sponsorships, passes, questions, venues."""
