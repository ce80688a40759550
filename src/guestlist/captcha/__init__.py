"""Telling people from programs: the challenges, their script, and what tells a right answer (contract 5.10)."""
