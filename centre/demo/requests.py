"""Delegations that ask for a visit of their own."""

REQUESTS = [
    {
        "organisation": "Example Region",
        "city": "Exampleville",
        "country": "FR",
        "contact_name": "Example Contact Seven",
        "contact_email": "region@example.org",
        "language": "en",
        "purpose": "How do schools and the Centre work together? We would like to meet "
        "teachers too.",
        "in_days": (60, 67),
        "seats": 9,
        "languages": ("en", "fr"),
    },
    {
        "organisation": "Приклад: обласна рада",
        "city": "Прикладів",
        "country": "UA",
        "contact_name": "Четверта Особа Прикладу",
        "contact_email": "oblast@example.org",
        "language": "uk",
        "purpose": "Хочемо побачити, як влаштовано консультації для людей, що щойно "
        "приїхали.",
        "in_days": (75, 82, 89),
        "seats": 12,
        "languages": ("uk", "pl"),
        "proposed": "miasto-ktore-rosnie-od-dolu",
    },
]
