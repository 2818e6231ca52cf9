"""Demo study visits, all made up: one that is over, and two that take registrations.

The visit of Cities Forum 2025, which took place, has no page here: one would say hours
and places that nobody has told us. Its report is among the news.

A visit takes place on a fixed `date` or on the first `weekday` (0 for Monday) that is
at least `in_days` away. Programme items and parts name the day of the visit, counted
from 0. One of the two visits is full, the other has parts and held seats.
"""

from datetime import date

from centre.demo import documents
from centre.demo.delegations import FIRST_DOOR_DELEGATIONS, GRASSROOTS_DELEGATIONS
from centre.demo.text import Text, rich

MAIN_HALL = Text(
    "Centrum Wielokulturowe, duża sala",
    "Multicultural Centre, main hall",
    "Мультикультурний центр, велика зала",
)
WELCOME = Text("Powitanie", "Welcome", "Привітання")
COFFEE = Text("Kawa i rozmowy", "Coffee and conversation", "Кава й розмови")
ROOMS = [Text(f"Sala {n}", f"Room {n}", f"Зал {n}") for n in (1, 2, 3)]
TOUR = Text(
    "Zwiedzanie Centrum", "A walk through the Centre", "Знайомство з простором Центру"
)
TEAM = Text("zespół Centrum", "the Centre’s team", "команда Центру")

STORIES = Text(
    "Skąd się bierze inicjatywa: trzy historie",
    "Where a project comes from: three stories",
    "Звідки береться ініціатива: три історії",
)

PAST_EXAMPLE = {
    "slug": "przyklad-wizyty-ktora-sie-odbyla",
    "documents": [documents.HANDOUT, documents.SLIDES],
    "title": Text(
        "Przykład wizyty, która się odbyła",
        "An example of a past visit",
        "Приклад візиту, що відбувся",
    ),
    "summary": Text(
        "Tak wygląda na tej stronie wizyta, która jest już za nami. Wszystko w niej "
        "jest wymyślone.",
        "This is how the site shows a visit that is over. All of it is made up.",
        "Так цей сайт показує візит, який уже позаду. Усе в ньому вигадане.",
    ),
    "description": rich(
        """
        <p>Po wizycie jej strona zostaje: z programem, a później także z relacją.</p>
        """,
        """
        <p>After a visit its page stays: with the programme, and later with a
        report.</p>
        """,
        """
        <p>Після візиту його сторінка лишається: з програмою, а згодом і з розповіддю
        про нього.</p>
        """,
    ),
    "venue": MAIN_HALL,
    "date": date(2025, 10, 8),
    "hours": ("10:00", "13:00"),
    "languages": ["en", "pl"],
    "capacity": 20,
    "largest_group": 10,
    "programme": [
        {
            "time": (0, "10:00", "10:15"),
            "kind": "talk",
            "title": WELCOME,
            "speakers": TEAM,
        },
        {"time": (0, "10:15", "11:15"), "kind": "tour", "title": TOUR},
        {
            "time": (0, "11:15", "12:30"),
            "kind": "panel",
            "title": Text(
                "Panel przykładowy", "An example panel", "Панель для прикладу"
            ),
        },
        {"time": (0, "12:30", "13:00"), "kind": "break", "title": COFFEE},
    ],
}

FIRST_DOOR = {
    "slug": "pierwsze-drzwi-w-miescie",
    "title": Text(
        "Pierwsze drzwi w mieście",
        "The first door in the city",
        "Перші двері в місті",
    ),
    "summary": Text(
        "Dzień o tym, jak przyjąć kogoś, kto właśnie przyjechał: informacja, język, "
        "porady prawne i ludzie, którzy to łączą.",
        "A day about receiving somebody who has just arrived: information, language, "
        "legal advice and the people who connect them.",
        "День про те, як прийняти людину, яка щойно приїхала: інформація, мова, "
        "юридичні консультації й люди, які це поєднують.",
    ),
    "description": rich(
        """
        <p>Usiądziecie w punkcie informacyjnym obok osób, które tam pracują. Zobaczycie,
        z czym przychodzą ludzie i gdzie system im pomaga, a gdzie przeszkadza.
        Po południu porozmawiamy o pieniądzach, umowach i o tym, kto za co
        odpowiada.</p>
        <h2>Dla kogo</h2>
        <ul>
        <li>urzędy miast i regionów,</li>
        <li>organizacje, które prowadzą podobne miejsca,</li>
        <li>badaczki i badacze miasta.</li>
        </ul>
        <p>Udział jest bezpłatny. Dojazd i nocleg organizujecie sami.</p>
        <p>To wizyta przykładowa.</p>
        """,
        """
        <p>You sit at the information point beside the people who work there. You see
        what visitors come with, where the system helps them and where it stands in the
        way. In the afternoon we talk about money, contracts and who answers for
        what.</p>
        <h2>Who it is for</h2>
        <ul>
        <li>city and regional authorities,</li>
        <li>organisations that run places like this one,</li>
        <li>people who do research on cities.</li>
        </ul>
        <p>Taking part is free. You arrange your own travel and stay.</p>
        <p>This visit is an example.</p>
        """,
        """
        <p>Ви сядете в інформаційному пункті поруч із тими, хто там працює. Побачите, з
        чим приходять люди, де система їм допомагає, а де заважає. По обіді поговоримо
        про гроші, договори й про те, хто за що відповідає.</p>
        <h2>Для кого</h2>
        <ul>
        <li>органи влади міст і регіонів,</li>
        <li>організації, які керують подібними місцями,</li>
        <li>дослідниці й дослідники міста.</li>
        </ul>
        <p>Участь безкоштовна. Проїзд і нічліг ви організовуєте самі.</p>
        <p>Це приклад візиту.</p>
        """,
    ),
    "venue": MAIN_HALL,
    "hearing_loop": True,
    "in_days": 40,
    "weekday": 2,
    "hours": ("9:30", "15:00"),
    "languages": ["en", "pl", "uk"],
    "capacity": 24,
    "largest_group": 8,
    "closes_days_before": 10,
    "programme": [
        {
            "time": (0, "9:30", "9:45"),
            "kind": "talk",
            "title": WELCOME,
            "speakers": TEAM,
        },
        {"time": (0, "9:45", "10:45"), "kind": "tour", "title": TOUR},
        {
            "time": (0, "10:45", "12:15"),
            "kind": "workshop",
            "title": Text(
                "Półtorej godziny w punkcie informacyjnym",
                "Ninety minutes at the information point",
                "Півтори години в інформаційному пункті",
            ),
            "description": Text(
                "W małych grupach. Rozmów poufnych nie słuchamy.",
                "In small groups. We don’t listen in on confidential talks.",
                "У малих групах. Конфіденційних розмов не слухаємо.",
            ),
        },
        {
            "time": (0, "12:15", "13:15"),
            "kind": "meal",
            "title": Text("Obiad", "Lunch", "Обід"),
            "description": Text(
                "Dania bez mięsa, składniki opisane.",
                "Dishes without meat, all ingredients named.",
                "Страви без м’яса, складники підписані.",
            ),
        },
        {
            "time": (0, "13:15", "15:00"),
            "kind": "panel",
            "title": Text(
                "Kto za co odpowiada: miasto, organizacje, sąsiedzi",
                "Who answers for what: city, organisations, neighbours",
                "Хто за що відповідає: місто, організації, сусіди",
            ),
        },
    ],
    "delegations": FIRST_DOOR_DELEGATIONS,
}

GRASSROOTS_CITY = {
    "slug": "miasto-ktore-rosnie-od-dolu",
    "title": Text(
        "Miasto, które rośnie od dołu",
        "A city that grows from below",
        "Місто, що росте знизу",
    ),
    "summary": Text(
        "Dwa dni z osobami, które prowadzą inicjatywy oddolne: jak dom pomaga im "
        "zacząć i jak nie przeszkadza.",
        "Two days with people who run grassroots projects: how the house helps them to "
        "start and keeps out of their way.",
        "Два дні з людьми, які ведуть низові ініціативи: як дім допомагає їм почати "
        "й не стає на заваді.",
    ),
    "description": rich(
        """
        <p>Pierwszego dnia poznacie chór, pracownię napraw i spacery w dwóch językach.
        Drugiego dnia sami zaplanujecie inicjatywę dla swojego miasta, a osoby, które
        swoje już prowadzą, powiedzą, co by zmieniły.</p>
        <p>Prosimy, by w każdej delegacji była choć jedna osoba, która pracuje
        bezpośrednio z mieszkańcami.</p>
        <p>To wizyta przykładowa.</p>
        """,
        """
        <p>On the first day you meet the choir, the repair workshop and the walks in two
        languages. On the second you plan a project for your own city, and people who
        already run theirs tell you what they would change.</p>
        <p>Please bring at least one person who works directly with residents.</p>
        <p>This visit is an example.</p>
        """,
        """
        <p>Першого дня ви познайомитеся з хором, майстернею лагодження та прогулянками
        двома мовами. Другого дня самі сплануєте ініціативу для свого міста, а ті, хто
        вже веде свою, скажуть, що б вони змінили.</p>
        <p>Просимо, щоб у кожній делегації була бодай одна людина, яка працює
        безпосередньо з мешканцями.</p>
        <p>Це приклад візиту.</p>
        """,
    ),
    "venue": MAIN_HALL,
    "hearing_loop": True,
    "in_days": 85,
    "weekday": 3,
    "days": 2,
    "hours": ("10:00", "14:00"),
    "languages": ["en", "pl", "uk"],
    "capacity": 30,
    "largest_group": 10,
    "closes_days_before": 14,
    "approval": "manual",
    # README.md names the code.
    "blocks": [{"label": "Example City", "seats": 4, "code": "DEMO-SEATS"}],
    "parts": [
        {
            "time": (0, "10:30", "11:30"),
            "title": TOUR,
            "language": "en",
            "capacity": 8,
            "room": ROOMS[0],
        },
        {
            "time": (0, "10:30", "11:30"),
            "title": TOUR,
            "language": "pl",
            "capacity": 8,
            "room": ROOMS[1],
        },
        {
            "time": (0, "11:30", "13:00"),
            "title": STORIES,
            "language": "en",
            "capacity": 20,
            "room": ROOMS[2],
        },
    ],
    "programme": [
        {
            "time": (0, "10:00", "10:30"),
            "kind": "talk",
            "title": WELCOME,
            "speakers": TEAM,
        },
        {"time": (0, "10:30", "11:30"), "kind": "tour", "title": TOUR},
        {
            "time": (0, "11:30", "13:00"),
            "kind": "panel",
            "title": STORIES,
            "speakers": Text(
                "osoby prowadzące chór, spacery i pracownię napraw",
                "the people behind the choir, the walks and the repair workshop",
                "ті, хто веде хор, прогулянки й майстерню лагодження",
            ),
        },
        {
            "time": (0, "19:00", "20:30"),
            "kind": "workshop",
            "title": Text(
                "Próba chóru, z Wami",
                "Choir rehearsal, with you",
                "Репетиція хору з вами",
            ),
        },
        {
            "time": (1, "10:00", "12:30"),
            "kind": "workshop",
            "title": Text(
                "Planujemy inicjatywę dla Waszego miasta",
                "Planning a project for your city",
                "Плануємо ініціативу для вашого міста",
            ),
        },
        {"time": (1, "12:30", "14:00"), "kind": "break", "title": COFFEE},
    ],
    "delegations": GRASSROOTS_DELEGATIONS,
}

VISITS = [PAST_EXAMPLE, FIRST_DOOR, GRASSROOTS_CITY]
