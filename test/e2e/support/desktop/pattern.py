"""A picture on the screen whose every pixel is known: a window without a frame, at a place and of a size that are its arguments
(x y width height). It says "ready" once it is drawn. "lift" and "lower" on its input put it above or below the other windows."""

import sys
import tkinter

x, y, width, height = (int(argument) for argument in sys.argv[1:5])


def colour(across, down):
    return ((across * 3 + down) % 256, (down * 5) % 256, (across ^ down) % 256)


root = tkinter.Tk(className="pattern")
# managed like any program's window, so that what covers the screen covers it too; of this kind it has no frame
root.attributes("-type", "splash")
root.geometry(f"{width}x{height}+{x}+{y}")
pixels = bytes(part for down in range(height) for across in range(width) for part in colour(across, down))
picture = tkinter.PhotoImage(data=b"P6 %d %d 255\n" % (width, height) + pixels, format="PPM")
tkinter.Label(root, image=picture, borderwidth=0, highlightthickness=0).place(x=0, y=0, width=width, height=height)


def told(stream, _mask):
    line = stream.readline().strip()
    if line == "":
        root.destroy()
        return
    (root.lower if line == "lower" else root.lift)()
    root.update()
    print(line, flush=True)


root.tk.createfilehandler(sys.stdin, tkinter.READABLE, told)
root.lift()
root.update()
root.after(200, lambda: print("ready", flush=True))
root.mainloop()
