"""Cases: opened, answered, waited for, resolved; their clocks, messages, escalation and pages."""
