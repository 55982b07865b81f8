"""index.html of a class in headless Chromium: sorted, filtered, read, printed, attacked.

Usage: page.py CHROMIUM PROFILE PAGE (group|large|real) [FOLDER for screenshots]

Talks to the browser over two pipes (--remote-debugging-pipe), with nothing but Python itself. Prints
a row a claim: `ok   CLAIM` or `NOT  CLAIM`, and then what was found."""
import base64, json, os, subprocess, sys, time

PAGE_LOAD_SECONDS = 60


class Browser:
    def __init__(self, program, profile):
        to_it, self.to = os.pipe()
        self.of, of_it = os.pipe()
        flags = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--mute-audio',
                 '--disable-dev-shm-usage', '--host-resolver-rules=MAP * ~NOTFOUND', '--remote-debugging-pipe',
                 f'--user-data-dir={profile}', 'about:blank']

        def pipes():  # the browser reads 3 and writes 4
            os.dup2(to_it, 13), os.dup2(of_it, 14)
            os.dup2(13, 3), os.dup2(14, 4)

        self.process = subprocess.Popen([program] + flags, preexec_fn=pipes, close_fds=False,
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)
        os.close(to_it), os.close(of_it)
        self.read, self.n, self.session, self.events = b'', 0, None, []
        target = next(t for t in self.ask('Target.getTargets')['targetInfos'] if t['type'] == 'page')
        self.session = self.ask('Target.attachToTarget', targetId=target['targetId'], flatten=True)['sessionId']
        for domain in 'Page', 'Runtime', 'Log', 'Network', 'Accessibility':
            self.ask(domain + '.enable')

    def message(self):
        while b'\0' not in self.read:
            part = os.read(self.of, 1 << 20)
            if not part:
                raise SystemExit('the browser ended')
            self.read += part
        one, self.read = self.read.split(b'\0', 1)
        return json.loads(one)

    def ask(self, method, **params):
        self.n += 1
        asked = {'id': self.n, 'method': method, 'params': params}
        if self.session:
            asked['sessionId'] = self.session
        os.write(self.to, json.dumps(asked).encode() + b'\0')
        while True:
            said = self.message()
            if said.get('id') == self.n:
                if 'error' in said:
                    raise SystemExit(f'{method}: {said["error"]}')
                return said['result']
            if 'method' in said:
                self.events.append(said)

    def run(self, words):
        """What the JavaScript expression comes to."""
        said = self.ask('Runtime.evaluate', expression=words, returnByValue=True, awaitPromise=True)
        if 'exceptionDetails' in said:
            return 'threw ' + said['exceptionDetails'].get('exception', {}).get('description', '')
        return said['result'].get('value')

    def open(self, url):
        self.events.clear()
        self.ask('Page.navigate', url=url)
        end = time.time() + PAGE_LOAD_SECONDS
        while not any(e['method'] == 'Page.loadEventFired' for e in self.events):
            if time.time() > end:
                raise SystemExit('the page did not load')
            self.run('0')

    def size(self, width, height, phone=False):
        self.ask('Emulation.setDeviceMetricsOverride', width=width, height=height,
                 deviceScaleFactor=2 if phone else 1, mobile=phone)

    def media(self, scheme='light', kind=''):
        self.ask('Emulation.setEmulatedMedia', media=kind,
                 features=[{'name': 'prefers-color-scheme', 'value': scheme}])

    def press(self, key, code=0, text=''):
        for kind in 'keyDown', 'keyUp':
            self.ask('Input.dispatchKeyEvent', type=kind, key=key, code=key, windowsVirtualKeyCode=code,
                     **({'text': text} if text and kind == 'keyDown' else {}))

    def click(self, where):
        """A real click in the middle of the first element that the selector finds."""
        x, y = self.run('(() => { const e = document.querySelector(%s); e.scrollIntoView({block: "center"});'
                        'const b = e.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2] })()'
                        % json.dumps(where))
        for kind in 'mousePressed', 'mouseReleased':
            self.ask('Input.dispatchMouseEvent', type=kind, x=x, y=y, button='left', clickCount=1)

    def complaints(self):
        """What went to the console, or was thrown."""
        self.run('0')
        return [json.dumps(e['params'])[:300] for e in self.events if e['method'] in
                ('Runtime.consoleAPICalled', 'Runtime.exceptionThrown', 'Log.entryAdded')]

    def requests(self):
        return [e['params']['request']['url'] for e in self.events if e['method'] == 'Network.requestWillBeSent']

    def end(self):
        os.close(self.to)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()


failed = 0


def row(claim, true, found=''):
    global failed
    failed += not true
    print(('ok   ' if true else 'NOT  ') + claim)
    if not true and found != '':
        print('     | ' + str(found)[:1500])


# What the page is asked, in its own words.
HELP = r'''
window.all = s => [...document.querySelectorAll(s)];
window.lines = () => all('table.all tbody tr').filter(r => !r.hidden);
window.names = () => lines().map(r => r.cells[0].textContent.trim());
window.column = i => lines().map(r => r.cells[i].dataset.n === undefined ? null : Number(r.cells[i].dataset.n));
window.falls = x => { const n = x.filter(v => v !== null);
    return n.length > 5 && n.every((v, i) => i === 0 || n[i - 1] >= v) && x.slice(n.length).every(v => v === null) };
window.rises = x => { const n = x.filter(v => v !== null);
    return n.length > 5 && n.every((v, i) => i === 0 || n[i - 1] <= v) && x.slice(n.length).every(v => v === null) };
window.head = i => `table.all thead th:nth-child(${i + 1}) button`;
window.order = i => document.querySelector(`table.all thead th:nth-child(${i + 1})`).getAttribute('aria-sort');
window.enter = (id, v) => { const e = document.getElementById(id); e.value = v;
    e.dispatchEvent(new Event('input', {bubbles: true})) };
'''

# Contrast after WCAG 2: of every text that is shown, against the first background behind it.
CONTRAST = r'''(() => {
    const rgb = c => (c.match(/[\d.]+/g) || []).map(Number);
    const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= .03928 ? v / 12.92 :
        ((v + .055) / 1.055) ** 2.4).reduce((s, v, i) => s + v * [.2126, .7152, .0722][i], 0);
    const behind = e => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor);
        if (c.length === 3 || c[3] === 1) return c } return [255, 255, 255] };
    const bad = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const e = walk.currentNode.parentElement, s = getComputedStyle(e), b = e.getBoundingClientRect();
        if (!walk.currentNode.data.trim() || !b.width || e.closest('script, style')) continue;
        const front = e.closest('svg') ? s.fill : s.color;
        const x = light(rgb(front)), y = light(behind(e));
        const ratio = (Math.max(x, y) + .05) / (Math.min(x, y) + .05);
        if (!(ratio >= 4.5)) bad.push(walk.currentNode.data.slice(0, 30) + ' ' + ratio.toFixed(2));
    }
    return [...new Set(bad)].slice(0, 20) })()'''


def picture(b, folder, name):
    if not folder:
        return
    size = b.ask('Page.getLayoutMetrics')['cssContentSize']
    shot = b.ask('Page.captureScreenshot', captureBeyondViewport=True,
                 clip={'x': 0, 'y': 0, 'width': size['width'], 'height': min(size['height'], 9000), 'scale': 1})
    with open(f'{folder}/{name}.png', 'wb') as f:
        f.write(base64.b64decode(shot['data']))


def at_sight(b, url, folder):
    b.size(1280, 900)
    b.media()
    b.open(url)
    b.run(HELP)
    row('nothing is fetched but the page', b.requests() == [url], b.requests())
    row('the console stays empty', not b.complaints(), b.complaints())
    row('a title, a language, one h1', b.run('!!document.title && document.documentElement.lang === "en" && '
                                            'all("h1").length === 1'))
    row('no id is there twice, and every link within the page leads somewhere',
        b.run('new Set(all("[id]").map(e => e.id)).size === all("[id]").length && '
              'all("a[href^=\'#\']").every(a => document.getElementById(a.getAttribute("href").slice(1)))'))
    row('no name and no output became an element',
        b.run('all("img, iframe, object, embed, #hit").length === 0 && all("script").length === 1 && '
              'document.title !== "hit"'))
    row('a hostile name stands there as it is written',
        b.run('names().some(n => n.startsWith("<script>")) && '
              'names().some(n => n.startsWith(\'"><img src=x onerror=\'))'), b.run('names()'))
    row('what turns the reading direction is gone', b.run('!/[\\u202A-\\u202E\\u2066-\\u2069]/.test('
                                                          'document.documentElement.outerHTML)'))
    row('two plots are drawn, and have a name', b.run(
        'all(".plot[role=img][aria-label] > svg").filter(e => e.getBoundingClientRect().height > 100 && '
        'e.querySelectorAll("polygon, path").length > 10).length') == 2)
    for scheme in 'light', 'dark':
        b.media(scheme)
        bad = b.run(CONTRAST)
        row(f'{scheme}: every text has a contrast of 4.5 at least', bad == [], bad)
        picture(b, folder, f'wide-{scheme}')
    b.media()
    for width, phone in (1280, False), (700, False), (390, True):
        b.size(width, 900, phone)
        row(f'at {width} pixels nothing is wider than the window',
            b.run(f'document.documentElement.scrollWidth <= {width}'), b.run('document.documentElement.scrollWidth'))
        if phone:
            picture(b, folder, 'phone')
    b.size(1280, 900)


def sorting(b):
    points, exercise = 2, 4
    b.click(b.run(f'head({exercise})'))
    row('a click on an exercise sorts by score, highest first, those without one last',
        b.run(f'falls(column({exercise})) && order({exercise}) === "descending"'), b.run(f'column({exercise})'))
    b.click(b.run(f'head({exercise})'))
    row('a second click, lowest first, those without one still last',
        b.run(f'rises(column({exercise})) && order({exercise}) === "ascending"'), b.run(f'column({exercise})'))
    b.click(b.run(f'head({points})'))
    row('points are sorted as numbers, and only one column says that it is sorted',
        b.run(f'falls(column({points})) && all("[aria-sort]").length === 1'), b.run(f'column({points})'))
    b.click(b.run('head(0)'))
    row('a click on member sorts by name', b.run(
        'JSON.stringify(names()) === JSON.stringify([...names()].sort(new Intl.Collator(undefined, '
        '{numeric: true, sensitivity: "base"}).compare)) && order(0) === "ascending"'), b.run('names()'))
    before = b.run('names()')
    b.click(b.run('head(1)'))
    passed = b.run('column(1)')
    after = list(zip(passed, b.run('names()')))
    row('sorting is stable: those that passed as many stay by name',
        after == sorted(after, key=lambda x: (-x[0], before.index(x[1]))), after)
    row('what is sorted and shown is said', b.run('document.getElementById("shown").textContent')
        .endswith('by passed, highest first'), b.run('document.getElementById("shown").textContent'))
    b.run('document.querySelector(head(2)).focus()')
    b.press('Enter', 13, '\r')
    row('a header is a button that the keyboard presses', b.run('order(2)') == 'descending', b.run('order(2)'))
    b.press('Tab', 9)
    row('where the keyboard is can be seen',
        b.run('document.activeElement.matches(head(3)) && getComputedStyle(document.activeElement)'
              '.outlineWidth === "3px"'), b.run('document.activeElement.outerHTML'))


def filtering(b):
    everyone = b.run('lines().length')
    b.click('#by-name')
    for letter in 'GRACE':
        b.press(letter, ord(letter), letter)
    row('a name filters, whatever its case', b.run('lines().length > 0 && names().every(n => n.includes("Grace"))')
        and b.run('lines().length') < everyone, b.run('names()'))
    b.run('enter("by-name", "")')
    b.run('enter("by-verdict", "fail")')
    row('a verdict filters', 0 < b.run('lines().length') < everyone and
        b.run('lines().every(r => r.querySelector("td.fail"))'))
    some = b.run('lines().length')
    b.run('enter("by-exercise", "1")')
    row('a verdict in one exercise filters', 0 < b.run('lines().length') < some and
        b.run('lines().every(r => r.cells[4].classList.contains("fail"))'))
    row('how many are left is said', b.run('document.getElementById("shown").textContent')
        .startswith(f'{b.run("lines().length")} of {everyone} members'))
    b.click('#filters button')
    b.run('new Promise(done => setTimeout(done, 50))')
    row('all of it is cleared', b.run('lines().length') == everyone, b.run('lines().length'))


def feedback(b, folder):
    cell = 'table.all tbody td.fail a'
    b.click(cell)
    b.run('window.dialog = document.getElementById("told-one")')
    row('a click on a cell opens what its owner was told', b.run(
        'dialog.open && dialog.querySelector("pre").textContent.includes("not yet")'), b.run('dialog.textContent'))
    row('under the name of its owner', b.run(
        'document.getElementById("told-who").textContent.startsWith('
        f'document.querySelector("{cell}").closest("tr").cells[0].querySelector("bdi").textContent)'))
    row('output that would close its place does not', b.run(
        'dialog.querySelector("pre").textContent.includes("</pre><script>")'), b.run('dialog.textContent'))
    picture_of_view(b, folder, 'told')
    row('what is open has a name for each of its parts', not nameless(b), nameless(b))
    following = b.run(f'(x => x[x.indexOf(document.querySelector("{cell}")) + 1].closest("tr").cells[0]'
                      '.querySelector("bdi").textContent)(all("table.all tbody td a"))')
    b.click('#told-on')
    row('the next one follows, as the table has it', b.run('document.getElementById("told-who").textContent')
        .startswith(following), following)
    first = b.run('dialog.textContent')
    b.click('#told-back')
    row('and the one before it', b.run('dialog.open && dialog.textContent') not in (first, False))
    b.press('Escape', 27)
    row('Escape closes it, and the keyboard is back where it was',
        b.run(f'!dialog.open && document.activeElement.matches("{cell}")'), b.run('document.activeElement.outerHTML'))
    b.click('#wrong .who a')
    row('a name under a mistake opens what its owner was told',
        b.run('dialog.open && !!dialog.querySelector("pre").textContent'))
    b.click('#told-close')
    row('and the button closes it', b.run('!dialog.open'))
    row('the console is still empty', not b.complaints(), b.complaints())


def picture_of_view(b, folder, name):
    if folder:
        with open(f'{folder}/{name}.png', 'wb') as f:
            f.write(base64.b64decode(b.ask('Page.captureScreenshot')['data']))


def nameless(b):
    """What a screen reader would come upon and have no word for."""
    roles = {'button', 'link', 'combobox', 'searchbox', 'image', 'img', 'region', 'dialog'}
    return [n for n in b.ask('Accessibility.getFullAXTree')['nodes']
            if not n.get('ignored') and n.get('role', {}).get('value') in roles
            and not n.get('name', {}).get('value', '').strip()][:3]


def reading_aloud(b):
    row('every button, link, field, picture and region has a name', not nameless(b), nameless(b))
    row('every table says what its columns and rows are', b.run(
        'all("table").every(t => t.querySelector("thead th[scope=col]") && '
        't.querySelector("tbody th[scope=row], tbody td a") && !t.querySelector("th:not([scope])"))'))


def on_paper(b, folder):
    b.media(kind='print')
    row('on paper there are no controls', b.run('["#filters", "nav", "#told"].every(s => '
        'getComputedStyle(document.querySelector(s)).display === "none")'))
    b.size(740, 1000)  # US letter less its margins
    b.run('dispatchEvent(new Event("beforeprint"))')
    wide = b.run('all("main table, main figure, main svg").filter(e => e.getBoundingClientRect().right > 741)'
                 '.map(e => e.outerHTML.slice(0, 90))')
    row('on paper all is unfolded, and nothing is wider than the sheet',
        wide == [] and b.run('all("details.more").every(e => e.open)'), wide)
    b.run('dispatchEvent(new Event("afterprint"))')
    row('and folded again afterwards', b.run('all("details.more").every(e => !e.open)'))
    b.size(1280, 900)
    b.media()
    pdf = base64.b64decode(b.ask('Page.printToPDF', printBackground=False)['data'])
    row('it prints', pdf[:5] == b'%PDF-' and len(pdf) > 20000, len(pdf))
    if folder:
        with open(f'{folder}/print.pdf', 'wb') as f:
            f.write(pdf)


def by_force(b, url):
    """What gets out of its place after all does not run, and fetches nothing."""
    b.open(url)
    b.run('window.hit = 0; const s = document.createElement("script"); s.textContent = "window.hit = 1";'
          'document.body.append(s)')
    b.run('const d = document.createElement("div"); document.body.append(d);'
          'd.innerHTML = "<img src=x onerror=\'window.hit = 2\'><style>h1 { color: rgb(1, 2, 3) }</style>"')
    b.run('fetch("https://localhost/").then(() => { window.hit = 3 }, () => 0)')
    b.run('new Promise(done => setTimeout(done, 200))')
    row('a script, a handler or a fetch put into the page does not run', b.run('window.hit') == 0, b.run('window.hit'))
    row('nor a style', b.run('getComputedStyle(document.querySelector("h1")).color') != 'rgb(1, 2, 3)')


def without_script(b, url, folder):
    b.ask('Emulation.setScriptExecutionDisabled', value=True)
    b.open(url)
    b.run(HELP)
    row('without JavaScript everyone is in the table, and no control that does nothing is shown',
        b.run('names().length > 20 && !all("table.all button").length && '
              'getComputedStyle(document.getElementById("filters")).display === "none"'))
    b.click('table.all tbody td.fail a')
    row('and a cell leads to what its owner was told, unfolded', b.run(
        '(() => { const e = document.querySelector(location.hash); return !!e && '
        'e.closest("details").open && e.getBoundingClientRect().height > 40 })()'), b.run('location.hash'))
    picture_of_view(b, folder, 'no-script')
    b.ask('Emulation.setScriptExecutionDisabled', value=False)


def large(b, url):
    b.size(1280, 900)
    b.open(url)
    b.run(HELP)
    row('a large group: the console stays empty', not b.complaints(), b.complaints())
    row('a large group: everyone is in the table', b.run('lines().length') > 1000, b.run('lines().length'))
    took = b.run('(() => { const t = performance.now(); document.querySelector(head(4)).click();'
                 'document.body.offsetHeight; return performance.now() - t })()')
    row('a large group: sorted within half a minute, however busy the machine',
        b.run('falls(column(4))') and took < 30000, took)
    row('a large group: cells are links to the files beside the page',
        b.run('all("table.all td.fail a").every(a => '
              '/^feedback\\/[\\w-]+\\/\\w+\\.txt$/.test(a.getAttribute("href")))'))
    b.events.clear()
    b.click('table.all tbody td.fail a')
    end = time.time() + 20
    while b.run('location.pathname.endsWith(".txt") && document.readyState') != 'complete' and time.time() < end:
        time.sleep(0.1)
    row('a large group: and such a link opens', 'not yet' in (b.run('document.body.textContent') or ''),
        b.run('location.href'))


def real(b, url):
    """Of a folder that was graded: what opens is what lies in the file beside the page."""
    b.size(1280, 900)
    b.open(url)
    b.run(HELP)
    row('a real group: nothing is fetched, and the console stays empty',
        b.requests() == [url] and not b.complaints(), b.requests() + b.complaints())
    cells = b.run('all("table.all tbody td a").length')
    b.run('window.dialog = document.getElementById("told-one")')
    other = []
    for i in range(cells):
        b.run(f'all("table.all tbody td a")[{i}].click()')
        href, words = b.run('[dialog.querySelector("a").getAttribute("href"), dialog.querySelector("pre").textContent]')
        with open(os.path.join(os.path.dirname(url[len('file://'):]), href), encoding='utf-8') as f:
            if f.read() != words:
                other.append(href)
        b.run('dialog.close()')
    row('a real group: each cell opens what the file beside the page has, to the letter',
        cells >= 4 and not other, (cells, other))
    b.click(b.run('head(1)'))
    row('a real group: who passed most comes first', b.run('column(1)') == [2, 1, 0], b.run('column(1)'))
    row('a real group: what goes wrong is told in the words of the mistake',
        b.run('document.getElementById("wrong").textContent.includes("1 of 2")'),
        b.run('document.getElementById("wrong").textContent'))


def main():
    program, profile, page, kind = sys.argv[1:5]
    folder = sys.argv[5] if len(sys.argv) > 5 else None
    b = Browser(program, profile)
    url = 'file://' + os.path.realpath(page)
    if kind == 'large':
        large(b, url)
    elif kind == 'real':
        real(b, url)
    else:
        at_sight(b, url, folder)
        sorting(b)
        filtering(b)
        feedback(b, folder)
        reading_aloud(b)
        on_paper(b, folder)
        by_force(b, url)
        without_script(b, url, folder)
    b.end()
    sys.exit(failed != 0)


main()
