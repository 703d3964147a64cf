"""A chat program's stand-in: one window with a text field. It tells on its output, one JSON line each, what is in the field, when
the window has the focus, and every Enter, which would send a message. Its title is the first argument."""

import json
import sys
import tkinter


def tell(**facts):
    print(json.dumps(facts), flush=True)


root = tkinter.Tk(className="otherchat")
root.title(sys.argv[1])
root.geometry("520x300+60+620")
field = tkinter.Text(root, undo=True)
field.pack(fill="both", expand=True)


def changed(_event):
    if field.edit_modified():
        field.edit_modified(False)
        tell(text=field.get("1.0", "end-1c"))


field.bind("<<Modified>>", changed)
field.bind("<Return>", lambda _event: tell(enter=True))
field.bind("<FocusIn>", lambda _event: tell(focus=True))
field.bind("<FocusOut>", lambda _event: tell(focus=False))
# as a chat program does: what is there is replaced by nothing, so that each test begins afresh
field.bind("<F9>", lambda _event: field.delete("1.0", "end"))
field.focus_force()
root.after(50, lambda: tell(ready=True))
root.mainloop()
