"""Demo study visits: the one of Cities Forum 2025, and two that take registrations.

A visit takes place on a fixed `date` or on the first `weekday` (0 for Monday) that is
at least `in_days` away. Programme items and parts name the day of the visit, counted
from 0. One of the two visits is full, the other has parts and held seats.
"""

from datetime import date

from centre.demo.delegations import FIRST_DOOR_DELEGATIONS, GRASSROOTS_DELEGATIONS
from centre.demo.text import Text, rich

MAIN_HALL = Text(
    "Centrum Wielokulturowe, sala duża",
    "Multicultural Centre, main hall",
    "Мультикультурний центр, велика зала",
)
WELCOME = Text("Powitanie", "Welcome", "Привітання")
COFFEE = Text("Kawa i rozmowy", "Coffee and conversation", "Кава й розмови")
TOUR = Text(
    "Zwiedzanie Centrum", "A walk through the Centre", "Знайомство з простором Центру"
)
TEAM = Text("zespół Centrum", "the Centre’s team", "команда Центру")

STORIES = Text(
    "Skąd się bierze inicjatywa: trzy historie",
    "Where a project comes from: three stories",
    "Звідки береться ініціатива: три історії",
)

FORUM_2025 = {
    "slug": "cities-forum-2025",
    "title": Text(
        "Wizyta studyjna Cities Forum 2025",
        "Cities Forum 2025 study visit",
        "Навчальний візит Cities Forum 2025",
    ),
    "summary": Text(
        "Pierwszego dnia forum delegacje z Europy i krajów partnerskich poznały "
        "Centrum i rozmawiały o jego roli w mieście.",
        "On the first day of the Forum, delegations from Europe and partner countries "
        "got to know the Centre and discussed its role in the city.",
        "Першого дня форуму делегації з Європи та країн-партнерів познайомилися з "
        "Центром і обговорили його роль у місті.",
    ),
    "description": rich(
        """
        <p>Cities Forum 2025 trwało w Krakowie od 17 do 19 czerwca 2025. Jego hasło
        brzmiało <em>Empowering cities, shaping Europe’s future</em>. Pierwszy
        dzień był czasem wizyt w miejscach, które zmieniają miasto. Jednym z nich było
        Centrum.</p>
        <p>Goście obejrzeli dom i wzięli udział w panelu o tym, jak powstaje miasto
        otwarte, różnorodne i wspierające.</p>
        """,
        """
        <p>Cities Forum 2025 was held in Kraków on 17–19 June 2025 under the motto
        “Empowering cities, shaping Europe’s future”. The first day was for visits to
        places that are changing the city. The Centre was one of them.</p>
        <p>Our guests saw the house and took part in a panel on what makes a city open,
        diverse and supportive.</p>
        """,
        """
        <p>Cities Forum 2025 тривав у Кракові з 17 до 19 червня 2025 року. Його гасло —
        Empowering cities, shaping Europe’s future. Перший день був присвячений візитам
        до місць, які змінюють місто. Одним із них був Центр.</p>
        <p>Гості оглянули дім і взяли участь у панельній дискусії про те, як твориться
        відкрите, різноманітне місто, що підтримує своїх мешканців.</p>
        """,
    ),
    "occasion": Text("Cities Forum 2025", "Cities Forum 2025", "Cities Forum 2025"),
    "venue": MAIN_HALL,
    "date": date(2025, 6, 17),
    "hours": ("14:00", "17:00"),
    "languages": ["en", "pl"],
    "capacity": 40,
    "largest_group": 10,
    "programme": [
        {
            "time": (0, "14:00", "14:15"),
            "kind": "talk",
            "title": WELCOME,
            "speakers": TEAM,
        },
        {
            "time": (0, "14:15", "15:00"),
            "kind": "tour",
            "title": TOUR,
            "description": Text(
                "Sale, kuchnia, czytelnia i punkt informacyjny. Co dzieje się w nich "
                "w zwykły wtorek.",
                "The rooms, the kitchen, the reading room and the information point, "
                "and what goes on there on an ordinary Tuesday.",
                "Зали, кухня, читальня та інформаційний пункт. Що в них відбувається "
                "звичайного вівторка.",
            ),
        },
        {
            "time": (0, "15:00", "16:15"),
            "kind": "panel",
            "title": Text(
                "Panel: działalność Centrum i jego rola w mieście",
                "Panel: the Centre’s work and its role in the city",
                "Панель: робота Центру і його роль у місті",
            ),
            "description": Text(
                "O lokalnej współpracy i systemowym podejściu do integracji.",
                "On local collaboration and a systemic approach to integration.",
                "Про співпрацю на місці та системний підхід до інтеграції.",
            ),
        },
        {"time": (0, "16:15", "17:00"), "kind": "break", "title": COFFEE},
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
        """,
    ),
    "venue": MAIN_HALL,
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
        """,
        """
        <p>On the first day you meet the choir, the repair workshop and the walks in two
        languages. On the second you plan a project for your own city, and people who
        already run theirs tell you what they would change.</p>
        <p>Please bring at least one person who works directly with residents.</p>
        """,
        """
        <p>Першого дня ви познайомитеся з хором, майстернею лагодження та прогулянками
        двома мовами. Другого дня самі сплануєте ініціативу для свого міста, а ті, хто
        вже веде свою, скажуть, що б вони змінили.</p>
        <p>Просимо, щоб у кожній делегації була бодай одна людина, яка працює
        безпосередньо з мешканцями.</p>
        """,
    ),
    "venue": MAIN_HALL,
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
            "room": "Sala 1",
        },
        {
            "time": (0, "10:30", "11:30"),
            "title": TOUR,
            "language": "pl",
            "capacity": 8,
            "room": "Sala 2",
        },
        {
            "time": (0, "11:30", "13:00"),
            "title": STORIES,
            "language": "en",
            "capacity": 20,
            "room": "Sala 3",
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

VISITS = [FORUM_2025, FIRST_DOOR, GRASSROOTS_CITY]
