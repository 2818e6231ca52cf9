"""Demo pages that the law asks for: what we do, how minors are protected. Examples."""

from centre.demo.text import Text, rich

WHAT_WE_DO = {
    "slug": "co-robimy",
    "role": "what-we-do",
    "is_sample": True,
    "title": Text("Co robimy", "What we do", "Що ми робимо"),
    "body": rich(
        """
        <p>Centrum Wielokulturowe to miejsce spotkań w Krakowie. Prowadzi je Fundacja
        Przykładowa na zlecenie miasta. To tekst przykładowy.</p>
        <h2>Czym się zajmujemy</h2>
        <ul>
        <li>Uczymy polskiego i innych języków, w małych grupach, bezpłatnie.</li>
        <li>Informujemy i doradzamy w sprawach pobytu, pracy, szkoły i zdrowia.</li>
        <li>Organizujemy spotkania, wystawy i zajęcia dla dzieci i rodzin.</li>
        <li>Użyczamy sal mieszkańcom, którzy mają własny pomysł.</li>
        <li>Przyjmujemy wizyty studyjne miast i instytucji.</li>
        </ul>
        <h2>Jak załatwić sprawę</h2>
        <p>Można przyjść bez umawiania się, napisać lub zadzwonić. Można przyjść z
        osobą,
        która pomaga, albo z psem asystującym. Tłumacza języka migowego zapewnimy po
        zgłoszeniu 3 dni robocze wcześniej.</p>
        """,
        """
        <p>The Multicultural Centre is a meeting place in Kraków. Fundacja Przykładowa
        runs
        it for the city. This text is an example.</p>
        <h2>What we are here for</h2>
        <ul>
        <li>We teach Polish and other languages, in small groups, free of charge.</li>
        <li>We inform and advise on residence, work, school and health.</li>
        <li>We hold meetings, exhibitions, and activities for children and
        families.</li>
        <li>We lend rooms to residents who have an idea of their own.</li>
        <li>We welcome study visits of cities and institutions.</li>
        </ul>
        <h2>How to reach us</h2>
        <p>Come without an appointment, write or call. You can bring a person who helps
        you,
        or an assistance dog. We arrange a sign-language interpreter if you tell us 3
        working days before.</p>
        """,
        """
        <p>Мультикультурний центр — це місце зустрічей у Кракові. Його веде Fundacja
        Przykładowa за дорученням міста. Це зразок тексту.</p>
        <h2>Чим ми займаємося</h2>
        <ul>
        <li>Навчаємо польської та інших мов у малих групах, безкоштовно.</li>
        <li>Інформуємо й радимо щодо проживання, роботи, школи та здоров’я.</li>
        <li>Проводимо зустрічі, виставки, заняття для дітей і родин.</li>
        <li>Надаємо зали мешканцям, які мають власну ідею.</li>
        <li>Приймаємо навчальні візити міст та установ.</li>
        </ul>
        <h2>Як звернутися</h2>
        <p>Можна прийти без запису, написати або зателефонувати. Можна прийти з людиною,
        яка допомагає, або із собакою-помічником. Перекладача жестової мови забезпечимо,
        якщо повідомите за 3 робочі дні.</p>
        """,
    ),
}

MINORS = {
    "slug": "ochrona-maloletnich",
    "role": "minors",
    "is_sample": True,
    "title": Text(
        "Standardy ochrony małoletnich",
        "Standards of the protection of minors",
        "Стандарти захисту неповнолітніх",
    ),
    "body": rich(
        """
        <p>To przykład układu, a nie obowiązujące standardy. Prawdziwe uchwala ten, kto
        prowadzi Centrum, po ocenie ryzyka w swoim miejscu.</p>
        <h2>Kogo zatrudniamy</h2>
        <p>Każdą osobę, która ma pracować z dziećmi, sprawdzamy wcześniej w rejestrach,
        których wymaga ustawa.</p>
        <h2>Jak się zachowujemy</h2>
        <p>Dziecko traktujemy z szacunkiem. Nie krzyczymy, nie dotykamy bez zgody, nie
        spotykamy się z nim sam na sam za zamkniętymi drzwiami.</p>
        <h2>Co robimy, gdy dziecku dzieje się krzywda</h2>
        <ol>
        <li>Dbamy o to, żeby było bezpieczne.</li>
        <li>Zawiadamiamy osobę odpowiedzialną za standardy.</li>
        <li>Zawiadamiamy policję, prokuraturę lub sąd rodzinny, gdy trzeba.</li>
        <li>Zapisujemy, co się stało i co zrobiliśmy.</li>
        </ol>
        <h2>Kto za to odpowiada</h2>
        <p>Przykładowa Osoba,
        <a href="mailto:centrum@example.org">centrum@example.org</a>.</p>
        """,
        """
        <p>This is an example of a layout, not standards in force. The real ones are
        adopted by whoever runs the Centre, after looking at the risks there.</p>
        <h2>Whom we employ</h2>
        <p>Everybody who is to work with children is first looked up in the registers
        that
        the act names.</p>
        <h2>How we behave</h2>
        <p>We treat a child with respect. We don’t shout, don’t touch without consent
        and
        don’t meet a child alone behind closed doors.</p>
        <h2>What we do when a child is being harmed</h2>
        <ol>
        <li>We see to it that the child is safe.</li>
        <li>We tell the person responsible for the standards.</li>
        <li>We tell the police, the prosecutor or the family court where needed.</li>
        <li>We write down what happened and what we did.</li>
        </ol>
        <h2>Who is responsible</h2>
        <p>Przykładowa Osoba,
        <a href="mailto:centrum@example.org">centrum@example.org</a>.</p>
        """,
        """
        <p>Це приклад побудови, а не чинні стандарти. Справжні ухвалює той, хто веде
        Центр, після оцінки ризиків на місці.</p>
        <h2>Кого ми беремо на роботу</h2>
        <p>Кожну людину, яка має працювати з дітьми, спершу перевіряємо в реєстрах,
        названих у законі.</p>
        <h2>Як ми поводимося</h2>
        <p>До дитини ставимося з повагою. Не кричимо, не торкаємося без згоди, не
        зустрічаємося з нею наодинці за зачиненими дверима.</p>
        <h2>Що робимо, коли дитині завдають шкоди</h2>
        <ol>
        <li>Дбаємо про її безпеку.</li>
        <li>Повідомляємо особу, яка відповідає за стандарти.</li>
        <li>За потреби повідомляємо поліцію, прокуратуру або сімейний суд.</li>
        <li>Записуємо, що сталося і що ми зробили.</li>
        </ol>
        <h2>Хто відповідає</h2>
        <p>Przykładowa Osoba,
        <a href="mailto:centrum@example.org">centrum@example.org</a>.</p>
        """,
    ),
}

MINORS_SHORT = {
    "slug": "masz-prawo-czuc-sie-bezpiecznie",
    "role": "minors-short",
    "is_sample": True,
    "title": Text(
        "Masz prawo czuć się bezpiecznie",
        "You have a right to feel safe",
        "Ти маєш право почуватися безпечно",
    ),
    "body": rich(
        """
        <p>Ten tekst jest dla Ciebie, jeśli nie masz jeszcze 18 lat. To przykład.</p>
        <ul>
        <li>Nikt nie może Cię tu bić, wyzywać ani straszyć.</li>
        <li>Nikt nie może Cię dotykać, jeśli tego nie chcesz.</li>
        <li>Możesz powiedzieć „nie”. Także dorosłym.</li>
        <li>Nikt nie może zrobić Ci zdjęcia bez pytania.</li>
        </ul>
        <h2>Coś jest nie tak?</h2>
        <p>Powiedz komuś z nas. Każdy dorosły w Centrum ma obowiązek pomóc. To nie Twoja
        wina i nie będziesz mieć przez to kłopotów.</p>
        <p>Możesz też zadzwonić: 116 111. To telefon zaufania dla dzieci i młodzieży.
        Działa cały czas i nic nie kosztuje.</p>
        """,
        """
        <p>This text is for you if you are not 18 yet. It is an example.</p>
        <ul>
        <li>Nobody here may hit you, call you names or scare you.</li>
        <li>Nobody may touch you if you don’t want it.</li>
        <li>You can say “no”. To adults, too.</li>
        <li>Nobody may take a picture of you without asking.</li>
        </ul>
        <h2>Is something wrong?</h2>
        <p>Tell one of us. Every adult at the Centre has to help. It is not your fault,
        and
        you will not be in trouble for it.</p>
        <p>You can also call 116 111, the Polish helpline for children and young people.
        It
        is open all the time and costs nothing.</p>
        """,
        """
        <p>Цей текст для тебе, якщо тобі ще немає 18 років. Це приклад.</p>
        <ul>
        <li>Ніхто не може тебе тут бити, ображати чи лякати.</li>
        <li>Ніхто не може тебе торкатися, якщо ти цього не хочеш.</li>
        <li>Ти можеш сказати «ні». Дорослим також.</li>
        <li>Ніхто не може тебе фотографувати, не спитавши.</li>
        </ul>
        <h2>Щось не так?</h2>
        <p>Скажи комусь із нас. Кожен дорослий у Центрі має допомогти. Це не твоя
        провина,
        і тобі за це нічого не буде.</p>
        <p>Можна також зателефонувати: 116 111. Це польська лінія довіри для дітей і
        молоді. Вона працює весь час і нічого не коштує.</p>
        """,
    ),
}
