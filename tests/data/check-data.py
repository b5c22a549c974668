#!/usr/bin/python3
# SPDX-FileCopyrightText: The Deskbell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-data.py KIND: looks at the files that are not code, with the tools
made for them. TAP, one case a file; skipped where the tool is not installed.

check-data.py list-texts: prints what belongs into po/POTFILES.
"""

import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

SOURCE = os.environ.get("DESKBELL_SOURCE_DIR", ".")
BUILD = os.environ.get("DESKBELL_BUILD_DIR", "_build")

failed = 0
number = 0


def report(name, problem=None, skip=None):
    """Prints one case; PROBLEM is the text that says what is wrong with it."""
    global failed, number
    number += 1
    print(f"{'not ok' if problem else 'ok'} {number} - {name}" + (f" # SKIP {skip}" if skip else ""), flush=True)
    if problem:
        failed = 1
        print(f"{name}:\n{problem.strip()}", file=sys.stderr, flush=True)


def run(*command, quiet=True, **options):
    """Runs a tool; returns what is wrong by its own account, or None.

    With QUIET, a tool that succeeds but has something to say is not content.
    """
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          stdin=subprocess.DEVNULL, check=False, **options)
    if done.returncode != 0:
        return f"{done.stdout}\n(status {done.returncode})"
    return done.stdout if quiet and done.stdout.strip() else None


def have(*tools):
    for tool in tools:
        if not shutil.which(tool):
            report(tool, skip=f"{tool} is not installed")
            return False
    return True


def sources(*patterns):
    found = []
    for pattern in patterns:
        found += glob.glob(os.path.join(SOURCE, pattern), recursive=True)
    return sorted(os.path.relpath(path, SOURCE) for path in found)


def built(pattern):
    found = sorted(glob.glob(os.path.join(BUILD, "data", pattern)))
    if not found:
        report(pattern, "was not built")
    return found


def check_desktop():
    if have("desktop-file-validate"):
        for path in built("*.desktop"):
            report(os.path.basename(path), run("desktop-file-validate", path))

    # What the launcher's menu offers, the application must know.
    with open(os.path.join(SOURCE, "data/org.deskbell.Deskbell.desktop.in"), encoding="utf-8") as file:
        offered = re.findall(r"^\[Desktop Action ([\w-]+)\]", file.read(), re.MULTILINE)
    with open(os.path.join(SOURCE, "src/agent/bell-application-actions.c"), encoding="utf-8") as file:
        known = re.findall(r'\.name = "([\w-]+)", \.activate = \w+ }', file.read())
    report("each launcher action is one of the application", "\n".join(sorted(set(offered) - set(known))))


def check_metainfo():
    if have("appstreamcli"):
        for path in built("*.metainfo.xml"):
            report(os.path.basename(path), run("appstreamcli", "validate", "--no-net", path, quiet=False))
            # What it shows must exist here, so that the site can be filled from it.
            for image in ElementTree.parse(path).iter("image"):
                name = os.path.basename(image.text)
                here = os.path.join(SOURCE, "data/screenshots", name)
                report(name, None if os.path.exists(here) else f"data/screenshots/{name} is missing")


def check_schemas():
    if have("glib-compile-schemas"):
        report("schemas", run("glib-compile-schemas", "--strict", "--dry-run", os.path.join(SOURCE, "data")))


def check_service():
    desktop = {os.path.basename(path)[:-len(".desktop")] for path in built("*.desktop")}
    for path in built("*.service"):
        with open(path, encoding="utf-8") as file:
            text = file.read()
        name = re.search(r"^Name=(.*)$", text, re.MULTILINE)
        wrong = not name or name[1] + ".service" != os.path.basename(path) or name[1] not in desktop
        report(os.path.basename(path), "its name is not that of the file and of a desktop file" if wrong else None)


def check_xml():
    if have("xmllint"):
        for path in sources("data/**/*.svg", "data/**/*.xml", "data/*.in", "src/**/*.ui", "src/**/*.xml"):
            if path.endswith((".desktop.in", ".service.in")):
                continue
            problem = run("xmllint", "--noout", "--nonet", os.path.join(SOURCE, path))
            if not problem and path.endswith(".svg"):
                problem = icon_problem(path)
            report(path, problem)


def icon_problem(path):
    """An icon is square, scales, and a symbolic one has no colour of its own."""
    root = ElementTree.parse(os.path.join(SOURCE, path)).getroot()
    size = 16 if "symbolic" in path else 128
    if root.get("viewBox") != f"0 0 {size} {size}":
        return f"its viewBox is not 0 0 {size} {size}"
    with open(os.path.join(SOURCE, path), encoding="utf-8") as file:
        colours = set(re.findall(r'(?:fill|stroke)="(#[^"]+)"', file.read()))
    if "symbolic" in path and colours != {"#222222"}:
        return f"a symbolic icon is drawn in #222222 alone, not in {sorted(colours)}"
    return None


def check_man():
    if have("groff", "man"):
        for path in sources("data/man/*.[1-8]"):
            full = os.path.join(SOURCE, path)
            problem = run("groff", "-man", "-ww", "-z", "-Tutf8", full)
            if not problem:
                environment = dict(os.environ, MANROFFSEQ="", MANWIDTH="80", LC_ALL="C.UTF-8")
                with tempfile.TemporaryFile("w+") as warnings:
                    subprocess.run(["man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", full], check=False,
                                   env=environment, stdout=subprocess.DEVNULL, stderr=warnings)
                    warnings.seek(0)
                    problem = warnings.read()
            report(path, problem)


def check_completion():
    path = os.path.join(SOURCE, "data/completion/bell")
    report("syntax", run("bash", "-n", path))

    def complete(*words):
        script = ('source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _bell; '
                  'printf "%s\\n" "${COMPREPLY[@]}"')
        return subprocess.run(["bash", "-c", script, path, *words], text=True, check=False,
                              stdout=subprocess.PIPE).stdout.split()

    for words, expected in ((("bell", "re"), {"reply"}),
                            (("bell", "--profile", "x", "--json", "sea"), {"search"}),
                            (("bell", "set", "12", "--status", "on"), {"on-hold"}),
                            (("bell", "outbox", "dis"), {"discard"}),
                            (("bell", "list", "--vi"), {"--view"})):
        got = set(complete(*words))
        report(" ".join(words), None if got == expected else f"offers {sorted(got)}, not {sorted(expected)}")


def options_of(*command):
    """The long options that a program's own help names, and that help."""
    done = subprocess.run([*command, "--help"], text=True, check=False, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return set(re.findall(r"^\s+(?:-\w, )?(--[\w-]+)", done.stdout, re.MULTILINE)), done.stdout


def check_programs():
    """What the programs say of themselves stands in their manual pages and in
    the completion."""
    with open(os.path.join(SOURCE, "data/completion/bell"), encoding="utf-8") as file:
        completion = file.read()

    def unnamed(words, text):
        return "\n".join(sorted(word for word in words if not re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text)))

    for name, page in (("bell", "bell.1"), ("deskbell", "deskbell.1"), ("deskbell-tray", "deskbell-tray.1"), ("deskbell-server", "deskbell-server.8")):
        program = glob.glob(os.path.join(BUILD, "src/*", name))
        if not program:
            report(name, skip="this build does not have it")
            continue
        with open(os.path.join(SOURCE, "data/man", page), encoding="utf-8") as file:
            manual = file.read().replace("\\-", "-").replace("\\fR", "").replace("\\fB", "")
        words, text = options_of(program[0])
        _before, _heading, listed_commands = text.partition("ommands:\n")
        for command in re.findall(r"^  ([a-z-]+)  +\S", listed_commands, re.MULTILINE):
            words |= {command} | options_of(program[0], command)[0]
        words = {word for word in words if not word.startswith("--help") and word != "--gapplication-service"}
        report(f"{page} names all commands and options", unnamed(words, manual))
        if name == "bell":
            report("the completion offers all of them", unnamed(words, completion))


def plain_interface(path):
    """The .ui file as gtk4-builder-tool can take it.

    The tool knows GTK's and Adwaita's classes but none of ours: a template
    becomes an object of its parent class, and what refers to our classes or
    functions is left out. What is left still shows each misspelt class and
    property, and each one newer than the versions that we build on.
    """
    tree = ElementTree.parse(os.path.join(SOURCE, path))
    root = tree.getroot()

    def mentions_us(node):
        return any(child.tag in ("closure",) or (child.get("class") or child.get("type") or "").startswith("Bell")
                   for child in node.iter())

    def walk(node):
        for child in list(node):
            if child.tag in ("signal", "binding") or (child.tag == "property" and child.get("bind-source")):
                node.remove(child)
            elif child.tag == "property" and len(child) and mentions_us(child) and not holds_widget(child):
                node.remove(child)
            else:
                if child.tag == "template":
                    child.tag = "object"
                    child.set("id", child.attrib.pop("class"))
                    parent = child.attrib.pop("parent", "GtkListItem")
                    child.set("class", "GtkBox" if parent == "GtkWidget" else parent)
                elif child.tag == "object" and child.get("class", "").startswith("Bell"):
                    if node.tag == "interface":
                        node.remove(child)
                        continue
                    child.set("class", "GtkLabel")
                    for inner in list(child):
                        child.remove(inner)
                walk(child)

    def holds_widget(node):
        return node.get("name") in ("child", "content", "titlebar", "title-widget", "flap", "separator", "sidebar",
                                    "start-child", "end-child", "popover", "activatable-widget")

    walk(root)
    # A property that names an object which was left out.
    ids = {node.get("id") for node in root.iter() if node.get("id")}
    for node in root.iter():
        for child in list(node):
            if child.tag == "property" and not len(child) and child.get("name") in \
                    ("model", "factory", "sorter", "filter", "expression", "key-capture-widget", "mnemonic-widget",
                     "group", "buffer", "popover", "stack", "leaflet", "adjustment", "menu-model", "header-factory") \
                    and (child.text or "").strip() not in ids:
                node.remove(child)
    return tree


def check_ui():
    """Runs inside a headless session, since the tool opens a display."""
    if not have("gtk4-builder-tool"):
        return
    library = glob.glob("/usr/lib/*/libadwaita-1.so.0")
    environment = dict(os.environ, G_DEBUG="", LD_PRELOAD=library[0] if library else "")
    paths = sources("src/**/*.ui")
    if not paths:
        report("src", skip="there is no .ui file yet")
    with tempfile.TemporaryDirectory() as folder:
        for path in paths:
            name = os.path.join(folder, os.path.basename(path))
            plain_interface(path).write(name, encoding="utf-8", xml_declaration=True)
            problem = run("gtk4-builder-tool", "validate", name, quiet=False, env=environment)
            report(path, problem and problem.replace(folder + "/", ""))


CONTROLS = {"GtkButton", "GtkToggleButton", "GtkMenuButton", "GtkCheckButton", "GtkSwitch", "GtkEntry", "GtkPasswordEntry",
            "GtkSearchEntry", "GtkText", "GtkTextView", "GtkDropDown", "GtkSpinButton", "GtkListView", "GtkListBox",
            "GtkColumnView", "GtkGridView", "GtkScale", "AdwSplitButton"}


def check_accessibility():
    """Each control tells a screen reader what it is: by a text of its own or
    of what is in it, or by an accessible label or relation."""

    def named(node, pointed_at):
        for child in node:
            if child.tag == "property" and child.get("name") in ("label", "title"):
                return True
            if child.tag == "binding" and child.get("name") in ("label", "title"):
                return True
            if child.tag == "accessibility" and any(inner.get("name") in ("label", "labelled-by") for inner in child):
                return True
        if node.get("id") in pointed_at:
            return True
        return any(inner is not node and inner.tag == "object" and inner.get("class") in ("GtkLabel", "AdwButtonContent")
                   for inner in node.iter())

    paths = sources("src/**/*.ui")
    if not paths:
        report("src", skip="there is no .ui file yet")
    for path in paths:
        root = ElementTree.parse(os.path.join(SOURCE, path)).getroot()
        pointed_at = {(node.text or "").strip() for node in root.iter("property")
                      if node.get("name") in ("mnemonic-widget", "activatable-widget")}
        # Some get their text from the class's own code.
        stem = os.path.splitext(os.path.basename(path))[0]
        code = ""
        for sibling in sources(f"src/*/{stem}.c", f"src/*/{stem}-*.c"):
            with open(os.path.join(SOURCE, sibling), encoding="utf-8") as file:
                code += file.read()
        pointed_at |= set(re.findall(r"(?:label\w*|_accessible_update_\w+) \([^;]*?\bself->(\w+)", code))
        mute = [f"{node.get('class')} {node.get('id') or ''}" for node in root.iter("object")
                if node.get("class") in CONTROLS and not named(node, pointed_at)]
        report(path, "\n".join(mute))


def listed():
    with open(os.path.join(SOURCE, "po/POTFILES"), encoding="utf-8") as file:
        return [line.strip() for line in file if line.strip() and not line.startswith("#")]


def files_with_texts():
    marks = re.compile(r"""\b(?:_|N_|C_|NC_|Q_|g?d?n?gettext|g_dngettext|g_dpgettext2?)\s*\(\s*"|"""
                       r"""translatable=["'](?:yes|true|1)""")
    texts = set(sources("data/*.desktop.in", "data/*.metainfo.xml.in"))
    for path in sources("src/**/*.[ch]", "src/**/*.ui", "src/**/*.xml"):
        with open(os.path.join(SOURCE, path), encoding="utf-8") as file:
            if marks.search(file.read()):
                texts.add(path)
    return texts


def check_potfiles():
    names = listed()
    texts = files_with_texts()
    report("sorted", None if names == sorted(set(names)) else "po/POTFILES is not sorted, or names a file twice")
    missing = sorted(texts - set(names))
    report("every file with texts is listed", "\n".join(missing))
    gone = [name for name in names if not os.path.exists(os.path.join(SOURCE, name))]
    report("every listed file exists", "\n".join(gone))
    idle = sorted(name for name in names if name not in texts and name not in gone)
    report("every listed file has texts", "\n".join(idle))

    # xgettext knows PRId64 and its like, and cuts a text off at any other macro.
    macro = re.compile(r"""(?:\b_|\bN_|gettext) ?\((?:\s*"(?:[^"\\]|\\.)*"|\s*PRI\w+)*\s*G_G\w+_FORMAT""")
    cut = []
    for path in sorted(texts):
        if path.endswith(".c"):
            with open(os.path.join(SOURCE, path), encoding="utf-8") as file:
                cut += [f"{path}: {hit[0]}" for hit in macro.finditer(file.read())]
    report("no text is cut off by a format macro", "\n".join(cut))


# Every text is there in these; in the others those of the app for staff.
COMPLETE_LANGUAGES = ("de",)


def check_translations():
    if not have("xgettext", "msgmerge", "msgfmt"):
        return
    with open(os.path.join(SOURCE, "po/LINGUAS"), encoding="utf-8") as file:
        languages = [line.strip() for line in file if line.strip() and not line.startswith("#")]
    with tempfile.TemporaryDirectory() as folder:
        fresh = os.path.join(folder, "deskbell.pot")
        problem = run("xgettext", "--from-code=UTF-8", "--add-comments", "--package-name=deskbell", "--output", fresh,
                      "--keyword=_", "--keyword=N_", "--keyword=C_:1c,2", "--keyword=NC_:1c,2",
                      "--keyword=g_dcgettext:2", "--keyword=g_dngettext:2,3", "--keyword=g_dpgettext2:2c,3",
                      "--flag=N_:1:pass-c-format", "--flag=C_:2:pass-c-format", "--flag=NC_:2:pass-c-format",
                      "--flag=g_dngettext:2:pass-c-format", "--flag=g_strdup_printf:1:c-format",
                      "--flag=g_string_printf:2:c-format", "--flag=g_string_append_printf:2:c-format",
                      "--flag=g_error_new:3:c-format", "--flag=g_set_error:4:c-format",
                      *[name for name in listed() if os.path.exists(os.path.join(SOURCE, name))],
                      cwd=SOURCE, quiet=False)
        report("the strings can be gathered", problem)
        if problem:
            return
        for language in languages:
            merged = os.path.join(folder, language + ".po")
            problem = run("msgmerge", "--quiet", "--output-file", merged,
                          os.path.join(SOURCE, "po", language + ".po"), fresh)
            if not problem:
                problem = run("msgfmt", "--check", "--check-accelerators=_", "-o", os.devnull, merged)
            report(f"{language} is sound", problem)
            lacking = []
            for option in ("--untranslated", "--only-fuzzy"):
                done = subprocess.run(["msgattrib", option, "--no-obsolete", "--no-wrap", merged], text=True,
                                      check=False, stdout=subprocess.PIPE)
                lacking += re.findall(r'^msgid (".+")$', done.stdout.replace('msgid ""\nmsgstr ""\n', ""), re.MULTILINE)
            lacking = [text for text in lacking if text != '""']
            if language not in COMPLETE_LANGUAGES:
                # Others begin with what all staff sees, and what may be told there when something fails.
                done = subprocess.run(["msgattrib", "--untranslated", "--no-obsolete", "--no-wrap", merged], text=True,
                                      check=False, stdout=subprocess.PIPE)
                entries = [entry for entry in done.stdout.split("\n\n")[1:] if re.search(r"^#: .*\bsrc/(tray|desktop|widgets|sync|store)/", entry, re.MULTILINE)]
                lacking = [re.search(r'^msgid (".*")$', entry, re.MULTILINE)[1] for entry in entries]
            report(f"{language} is complete",
                   lacking and f"{len(lacking)} strings want a translation (./dev po merges them):\n" + "\n".join(lacking))


def check_flatpak():
    path = os.path.join(SOURCE, "flatpak/org.deskbell.Deskbell.yml")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    arguments = re.findall(r"^\s*- (--[\w-]+(?:=\S+)?)", text, re.MULTILINE)
    wide = [argument for argument in arguments
            if argument.startswith(("--filesystem", "--socket=session-bus", "--socket=system-bus", "--device=all",
                                    "--socket=x11", "--talk-name=org.freedesktop.Flatpak", "--system-talk"))]
    report("its permissions are narrow", "\n".join(wide))
    if have("flatpak-builder"):
        # It leaves a folder of its own where it is run.
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run(["flatpak-builder", "--show-manifest", os.path.abspath(path)], text=True, check=False,
                                  cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        unknown = [line for line in done.stderr.splitlines() if "Unknown property" in line]
        report("the manifest is valid", "\n".join(unknown) if done.returncode == 0 else done.stderr)


def check_install():
    if not have("meson"):
        return
    with tempfile.TemporaryDirectory() as folder:
        problem = run("meson", "install", "--no-rebuild", "--quiet", "-C", BUILD, "--destdir", folder, quiet=False)
        report("installs", problem)
        found = set()
        for place, _folders, files in os.walk(folder):
            found |= {re.sub(r"^.*?/(?=(?:bin|share|lib)/)", "", os.path.relpath(os.path.join(place, name), folder))
                      for name in files}
    # A development build has another application id.
    name = "org.deskbell.Deskbell"
    name += ".Devel" if glob.glob(os.path.join(BUILD, "data", name + ".Devel.desktop")) else ""
    tray = name.replace("Deskbell", "Tray", 1)
    wanted = {
        f"share/applications/{name}.desktop",
        "share/bash-completion/completions/bell",
        "share/deskbell/import/README.md",
        f"share/dbus-1/services/{name}.service",
        "share/glib-2.0/schemas/org.deskbell.Deskbell.gschema.xml",
        "share/glib-2.0/schemas/org.deskbell.Tray.gschema.xml",
        f"share/applications/{tray}.desktop",
        f"share/dbus-1/services/{tray}.service",
        f"share/icons/hicolor/scalable/apps/{tray}.svg",
        "share/man/man1/deskbell-tray.1",
        f"share/icons/hicolor/scalable/apps/{name}.svg",
        f"share/icons/hicolor/symbolic/apps/{name}-symbolic.svg",
        "share/icons/hicolor/scalable/actions/deskbell-ticket-symbolic.svg",
        "share/locale/de/LC_MESSAGES/deskbell.mo",
        "share/man/man1/bell.1",
        "share/man/man1/deskbell.1",
        "share/man/man8/deskbell-server.8",
        f"share/metainfo/{name}.metainfo.xml",
    }
    # The programs, as far as this build has them.
    wanted |= {"bin/" + name for name in ("bell", "deskbell", "deskbell-server", "deskbell-tray")
               if glob.glob(os.path.join(BUILD, "src/*/", name))}
    for name in sorted(wanted):
        found_as = name if name in found else next((path for path in found if path.endswith(name + ".gz")), None)
        report(name, None if found_as else "is not installed there")
    strays = sorted(path for path in found if path.endswith((".a", ".h", ".pc")))
    report("nothing private is installed", "\n".join(strays))


def main():
    if sys.argv[1:] == ["list-texts"]:
        print("\n".join(sorted(files_with_texts())))
        return 0
    kinds = {name[len("check_"):]: check for name, check in globals().items() if name.startswith("check_")}
    if len(sys.argv) != 2 or sys.argv[1] not in kinds:
        sys.exit(f"usage: check-data.py {'|'.join(sorted(kinds))}")
    kinds[sys.argv[1]]()
    print(f"1..{number}")
    return failed


if __name__ == "__main__":
    sys.exit(main())
