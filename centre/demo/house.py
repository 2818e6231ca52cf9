"""The demo’s Centre: its details, its partners and its types of activity."""

from centre.demo.text import Text, rich

CENTRE = {
    "is_sample": True,
    "name": Text(
        "Centrum Wielokulturowe w Krakowie",
        "Multicultural Centre in Kraków",
        "Мультикультурний центр у Кракові",
    ),
    "tagline": Text(
        "Wiele wątków, jeden Kraków",
        "Many threads, one Kraków",
        "Багато ниток, один Краків",
    ),
    "lead": Text(
        "Dom, w którym spotykają się ludzie różnych kultur, języków i doświadczeń. "
        "Uczą się od siebie, pomagają sobie i robią coś razem.",
        "A house where people of many cultures, languages and backgrounds meet. "
        "They learn from one another, help each other and make things together.",
        "Дім, де зустрічаються люди різних культур, мов і досвіду. "
        "Вони вчаться одне в одного, допомагають одне одному й творять разом.",
    ),
    "about": rich(
        """
        <p><strong>To strona pokazowa.</strong> Zajęcia, wizyty, adres, godziny i opis
        budynku są przykładowe. Prawdziwa jest tylko relacja z wizyty studyjnej w ramach
        Cities Forum 2025.</p>
        <p>Centrum to przestrzeń spotkań i współpracy. Przychodzą tu osoby, które
        mieszkają w Krakowie od pokoleń, i te, które przyjechały w zeszłym tygodniu.
        Nie trzeba mówić po polsku. Nie trzeba niczego umieć. Wystarczy przyjść.</p>
        <h2>Co się tu dzieje</h2>
        <ul>
        <li><strong>Warsztaty integracyjne i językowe.</strong> Małe grupy, dużo
        rozmowy, nauka krok po kroku.</li>
        <li><strong>Spotkania społecznościowe i edukacyjne.</strong> Wspólne śniadania,
        opowieści, wykłady o mieście.</li>
        <li><strong>Działania wspierające obcokrajowców i mniejszości.</strong>
        Informacja, porady prawne, pomoc w urzędowych sprawach.</li>
        <li><strong>Inicjatywy oddolne.</strong> Masz pomysł, który łączy ludzi? Damy
        salę, czas i kogoś do pomocy.</li>
        </ul>
        <h2>Dla miast i instytucji</h2>
        <p>Gościmy wizyty studyjne. Pokazujemy dom od środka, mówimy o lokalnej
        współpracy i o tym, co nam się jeszcze nie udało. Integracja wymaga systemu,
        nie tylko dobrej woli, i o tym lubimy rozmawiać najbardziej.</p>
        """,
        """
        <p><strong>This is a demonstration site.</strong> Activities, visits, address,
        hours and the description of the building are examples. Only the report on the
        study visit of Cities Forum 2025 is about something that took place.</p>
        <p>The Centre is a place to meet and to work together. Some of the people here
        have lived in Kraków for generations, others arrived last week. You don’t need
        to speak Polish. You don’t need any skills. Just come.</p>
        <h2>What goes on here</h2>
        <ul>
        <li><strong>Integration and language workshops.</strong> Small groups, plenty of
        talking, one step at a time.</li>
        <li><strong>Community and educational meetings.</strong> Shared breakfasts,
        stories, talks about the city.</li>
        <li><strong>Support for foreigners and minorities.</strong> Information, legal
        advice, help with paperwork.</li>
        <li><strong>Grassroots projects.</strong> Do you have an idea that brings people
        together? We give you a room, time and someone to help.</li>
        </ul>
        <h2>For cities and institutions</h2>
        <p>We host study visits. You see the house from the inside, hear how local
        partners work together and also what we haven’t managed yet. Integration takes
        a system, not only goodwill, and that is what we like to talk about most.</p>
        """,
        """
        <p><strong>Це демонстраційний сайт.</strong> Заняття, візити, адреса, години й
        опис будівлі — приклади. Справжня лише розповідь про навчальний візит у межах
        Cities Forum 2025.</p>
        <p>Центр — це простір зустрічей і співпраці. Сюди приходять ті, чиї родини
        живуть у Кракові поколіннями, і ті, хто приїхав минулого тижня. Знати польську
        не обов’язково. Щось уміти теж. Достатньо прийти.</p>
        <h2>Що тут відбувається</h2>
        <ul>
        <li><strong>Інтеграційні та мовні воркшопи.</strong> Невеликі групи, багато
        розмов, навчання крок за кроком.</li>
        <li><strong>Зустрічі для громади та навчальні зустрічі.</strong> Спільні
        сніданки, оповіді, лекції про місто.</li>
        <li><strong>Підтримка іноземців і меншин.</strong> Інформація, юридичні
        консультації, допомога з документами.</li>
        <li><strong>Низові ініціативи.</strong> Маєте ідею, що єднає людей? Дамо залу,
        час і того, хто допоможе.</li>
        </ul>
        <h2>Для міст та установ</h2>
        <p>Ми приймаємо навчальні візити. Показуємо дім зсередини, розповідаємо про
        співпрацю на місці та про те, що нам іще не вдалося. Інтеграції потрібна
        система, а не лише добра воля, і про це ми любимо говорити найбільше.</p>
        """,
    ),
    "street": "ul. Przykładowa 20",
    "postcode": "30-000",
    "city": "Kraków",
    "floor": Text(
        "budynek A, I piętro", "building A, 1st floor", "корпус А, 2-й поверх"
    ),
    "getting_there": rich(
        """
        <p>Wejście jest od podwórza, przez szerokie drzwi bez progu. Na piętro wjedziesz
        windą. Toaleta dla osób na wózkach jest obok recepcji.</p>
        <ul>
        <li>Tramwajem: przystanek „Przykładowa”, stąd 300 m chodnikiem.</li>
        <li>Rowerem: stojaki są przy wejściu.</li>
        <li>Samochodem: jedno miejsce dla osób z niepełnosprawnością, na podwórzu.</li>
        </ul>
        <p>Z psem asystującym wejdziesz wszędzie.</p>
        """,
        """
        <p>Come in from the courtyard, through the wide door without a threshold. A lift
        takes you to the first floor. The toilet for wheelchair users is beside the
        reception.</p>
        <ul>
        <li>By tram: get off at “Przykładowa”, then 300 m along the pavement.</li>
        <li>By bicycle: there are stands at the entrance.</li>
        <li>By car: one space for disabled visitors, in the courtyard.</li>
        </ul>
        <p>Assistance dogs are welcome everywhere.</p>
        """,
        """
        <p>Вхід із подвір’я, через широкі двері без порога. На поверх підніметеся
        ліфтом. Туалет для людей на візках — поруч із рецепцією.</p>
        <ul>
        <li>Трамваєм: зупинка «Przykładowa», звідти 300 м тротуаром.</li>
        <li>Велосипедом: стійки біля входу.</li>
        <li>Автомобілем: одне місце для людей з інвалідністю, на подвір’ї.</li>
        </ul>
        <p>Із собакою-помічником можна всюди.</p>
        """,
    ),
    "step_free_way": rich(
        """
        <ol>
        <li>Z przystanku „Przykładowa” idź 300 m prosto, chodnikiem bez
        krawężników.</li>
        <li>Skręć w bramę z numerem 20. Kostka na podwórzu jest równa.</li>
        <li>Szerokie drzwi otwierają się przyciskiem po prawej stronie.</li>
        <li>Winda jest naprzeciw drzwi. Kabina ma 110 × 140 cm.</li>
        </ol>
        """,
        """
        <ol>
        <li>From the stop “Przykładowa” go straight on for 300 m; the pavement has no
        kerbs.</li>
        <li>Turn in at the gate with the number 20. The courtyard is paved and
        even.</li>
        <li>The wide door opens by a button on its right.</li>
        <li>The lift is opposite the door. Its car measures 110 × 140 cm.</li>
        </ol>
        """,
        """
        <ol>
        <li>Від зупинки «Przykładowa» — 300 м прямо, тротуаром без бордюрів.</li>
        <li>Поверніть у браму з номером 20. Бруківка на подвір’ї рівна.</li>
        <li>Широкі двері відчиняються кнопкою праворуч.</li>
        <li>Ліфт — навпроти дверей. Кабіна має 110 × 140 см.</li>
        </ol>
        """,
    ),
    "press_contact": "Przykładowa Osoba",
    "press_email": "media@example.org",
    "press_phone": "+48 12 000 00 01",
    "in_short": Text(
        "Centrum Wielokulturowe w Krakowie to dom, w którym spotykają się ludzie "
        "różnych kultur, języków i doświadczeń. Prowadzi warsztaty, spotkania i "
        "porady, wspiera inicjatywy oddolne i gości wizyty studyjne z innych miast.",
        "The Multicultural Centre in Kraków is a house where people of many cultures, "
        "languages and backgrounds meet. It runs workshops, meetings and advice, "
        "supports grassroots projects and hosts study visits from other cities.",
        "Мультикультурний центр у Кракові — це дім, де зустрічаються люди різних "
        "культур, мов і досвіду. Він проводить воркшопи, зустрічі й консультації, "
        "підтримує низові ініціативи та приймає навчальні візити з інших міст.",
    ),
    "picture_terms": rich(
        """
        <p>Możesz bezpłatnie pokazać te ilustracje w tekście o Centrum. Podaj, kto je
        zrobił. To warunki przykładowe.</p>
        """,
        """
        <p>You may show these pictures free of charge in anything about the Centre. Say
        who made them. These terms are an example.</p>
        """,
        """
        <p>Ці ілюстрації можна безкоштовно показувати в матеріалах про Центр. Зазначте
        авторство. Ці умови — приклад.</p>
        """,
    ),
    "step_free": Text(
        "Wejście z podwórza nie ma progu, na piętro jeździ winda, toaleta dla osób na "
        "wózkach jest obok recepcji.",
        "The door in the courtyard has no threshold, a lift goes to the first floor, "
        "and the toilet for wheelchair users is beside the reception.",
        "Двері з подвір’я без порога, на поверх їде ліфт, туалет для людей на візках — "
        "поруч із рецепцією.",
    ),
    "hearing_loop": Text(
        "Pętla indukcyjna jest w dużej sali, w pierwszych dwóch rzędach.",
        "There is a hearing loop in the main hall, in the first two rows.",
        "Індукційна петля є у великій залі, у перших двох рядах.",
    ),
    "opening_hours": Text(
        "poniedziałek–piątek 10:00–20:00\nsobota 10:00–16:00\nniedziela: tylko zajęcia"
        "\nAdres, godziny, zajęcia i wizyty na tej stronie są przykładowe.",
        "Monday–Friday 10:00–20:00\nSaturday 10:00–16:00\nSunday: activities only"
        "\nAddress, hours, activities and visits on this site are examples.",
        "понеділок–п’ятниця 10:00–20:00\nсубота 10:00–16:00\nнеділя: лише заняття"
        "\nАдреса, години, заняття й візити на цьому сайті — приклади.",
    ),
    "email": "centrum@example.org",
    "phone": "+48 12 000 00 00",
    "framed_by": "https://partner.example.org",
    "profiles": "https://social.example.org/@centrum\nhttps://film.example.org/centrum",
    "operator": rich(
        """
        <p>Centrum prowadzi Fundacja Przykładowa, ul. Przykładowa 20, 30-000 Kraków,
        KRS 0000000000. To dane przykładowe.</p>
        """,
        """
        <p>The Centre is run by Fundacja Przykładowa, ul. Przykładowa 20, 30-000 Kraków,
        register number KRS 0000000000. These are example data.</p>
        """,
        """
        <p>Центром керує Fundacja Przykładowa, ul. Przykładowa 20, 30-000 Kraków,
        номер у реєстрі KRS 0000000000. Це приклад, а не справжні дані.</p>
        """,
    ),
    "registration_notice": rich(
        """
        <p>Administratorem danych jest Fundacja Przykładowa (dane przykładowe),
        ul. Przykładowa 20, 30-000 Kraków,
        <a href="mailto:iod@example.org">iod@example.org</a>.</p>
        <p>Podane dane wykorzystamy tylko po to, by zorganizować wizytę: policzyć
        miejsca, skontaktować się z Wami i przygotować program. Potrzeby (na przykład
        dietę) usuwamy 14 dni po wizycie, pozostałe dane najpóźniej 12 miesięcy po niej.
        Podanie danych jest dobrowolne, ale bez nich nie przyjmiemy zgłoszenia.</p>
        <p>Możesz zobaczyć swoje dane, poprawić je, usunąć lub sprzeciwić się ich
        użyciu. Możesz też złożyć skargę do Prezesa Urzędu Ochrony Danych Osobowych.
        Cały tekst jest na stronie
        <a href="/pl/prywatnosc/">„Prywatność”</a>.</p>
        """,
        """
        <p>The controller of the data is Fundacja Przykładowa (example data),
        ul. Przykładowa 20, 30-000 Kraków,
        <a href="mailto:iod@example.org">iod@example.org</a>.</p>
        <p>We use what you tell us only to organise the visit: to count places, to reach
        you and to prepare the programme. Needs, such as a diet, go 14 days after the
        visit, everything else no later than 12 months after it. You don’t have to give
        us the data, but without them we can’t accept the registration.</p>
        <p>You can see your data, correct them, have them deleted or object to their
        use. You can also complain to the President of the Polish Personal Data
        Protection Office. The full text is on the page
        <a href="/en/privacy/">“Privacy”</a>.</p>
        """,
        """
        <p>Адміністратор даних — Fundacja Przykładowa (приклад), ul. Przykładowa 20,
        30-000 Kraków, <a href="mailto:iod@example.org">iod@example.org</a>.</p>
        <p>Ваші дані потрібні нам лише для того, щоб організувати візит: порахувати
        місця, зв’язатися з вами й підготувати програму. Потреби (наприклад, дієту) ми
        видаляємо через 14 днів після візиту, решту — щонайпізніше через 12 місяців.
        Надавати дані не обов’язково, але без них ми не
        зможемо прийняти заявку.</p>
        <p>Ви можете переглянути свої дані, виправити чи видалити їх або заперечити
        проти їх використання. Також можете поскаржитися голові Управління захисту
        персональних даних Польщі. Повний текст — на сторінці
        <a href="/uk/pryvatnist/">«Приватність»</a>.</p>
        """,
    ),
}

PARTNERS = [
    {"name": "Fundacja Przykładowa", "url": "https://example.org/"},
    {"name": "Biblioteka Przykładowa", "url": "https://example.org/"},
]

TYPES = [
    {
        "slug": "warsztaty",
        "role": "workshop",
        "name": Text(
            "Warsztaty integracyjne i językowe",
            "Integration and language workshops",
            "Інтеграційні та мовні воркшопи",
        ),
        "short_name": Text("Warsztaty", "Workshops", "Воркшопи"),
        "description": Text(
            "Języki, rękodzieło i umiejętności, które przydają się na co dzień. "
            "Uczymy się w małych grupach, więcej mówimy niż piszemy. Możesz dołączyć "
            "w każdym tygodniu.",
            "Languages, crafts and skills for everyday life. We learn in small groups "
            "and talk more than we write. You can join in any week.",
            "Мови, рукоділля й навички, корисні щодня. Вчимося в невеликих групах, "
            "більше говоримо, ніж пишемо. Долучитися можна будь-якого тижня.",
        ),
    },
    {
        "slug": "spotkania",
        "role": "meeting",
        "name": Text(
            "Spotkania społecznościowe i edukacyjne",
            "Community and educational meetings",
            "Зустрічі для громади та навчальні зустрічі",
        ),
        "short_name": Text("Spotkania", "Meetings", "Зустрічі"),
        "description": Text(
            "Śniadania, wieczory opowieści, czytanie na głos i rozmowy o tym, jak "
            "działa miasto. Przychodzisz w pojedynkę, wychodzisz ze znajomymi.",
            "Breakfasts, evenings of stories, reading aloud and conversations about "
            "how the city works. You come alone and leave with people you know.",
            "Сніданки, вечори оповідей, читання вголос і розмови про те, як працює "
            "місто. Приходите самі, а йдете вже зі знайомими.",
        ),
    },
    {
        "slug": "wsparcie",
        "role": "support",
        "name": Text(
            "Działania wspierające obcokrajowców i mniejszości",
            "Support initiatives for foreigners and minorities",
            "Підтримка іноземців і меншин",
        ),
        "short_name": Text("Wsparcie", "Support", "Підтримка"),
        "description": Text(
            "Informacja, porady prawne i pomoc w sprawach, które trudno załatwić "
            "samodzielnie. Bezpłatnie i poufnie. Nie pytamy o powód przyjazdu.",
            "Information, legal advice and help with what is hard to settle on your "
            "own. Free of charge and confidential. We don’t ask why you came.",
            "Інформація, юридичні консультації й допомога у справах, які важко "
            "владнати самотужки. Безкоштовно й конфіденційно. Ми не питаємо, чому ви "
            "приїхали.",
        ),
    },
    {
        "slug": "inicjatywy-oddolne",
        "role": "grassroots",
        "name": Text("Inicjatywy oddolne", "Grassroots projects", "Низові ініціативи"),
        "short_name": Text("Inicjatywy oddolne", "Grassroots", "Ініціативи"),
        "description": Text(
            "Pomysły, które wyszły od mieszkanek i mieszkańców i które budują dialog "
            "między kulturami. Ty prowadzisz, my dajemy salę, czas i pomoc.",
            "Ideas that came from people who live here and that get cultures talking. "
            "You lead; we give you a room, time and a hand.",
            "Ідеї мешканок і мешканців, що будують діалог між культурами. "
            "Ви ведете, а ми даємо залу, час і допомогу.",
        ),
    },
]
